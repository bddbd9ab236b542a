import { TextField } from './text-field.tsx'

/** Asked for again before what only its owner may do. */
export const CurrentPassword = ({
  label = 'Your password',
  value,
  onType,
}: {
  label?: string
  value: string
  onType: (password: string) => void
}) => (
  <TextField
    label={label}
    type="password"
    autoComplete="current-password"
    required
    value={value}
    onType={onType}
    testId="current-password"
  />
)

/** What a deed that takes much away asks for: its name, typed, and the password of whoever does it. */
export const ConfirmFields = ({
  name,
  typed,
  onTyped,
  password,
  onPassword,
  testId,
}: {
  name: string
  typed: string
  onTyped: (typed: string) => void
  password: string
  onPassword: (password: string) => void
  testId: string
}) => (
  <>
    <TextField
      label={`Type ${name} to confirm`}
      autoComplete="off"
      required
      value={typed}
      onType={onTyped}
      testId={testId}
    />
    <CurrentPassword value={password} onType={onPassword} />
  </>
)
