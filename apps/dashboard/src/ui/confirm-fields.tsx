import { TextField } from './text-field.tsx'

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
    <TextField
      label="Your password"
      type="password"
      autoComplete="current-password"
      required
      value={password}
      onType={onPassword}
      testId="current-password"
    />
  </>
)
