import type { ClassCount } from '@assay/datasets/schema'
import { useState } from 'react'
import { plural } from '../../../lib/format.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { TextField } from '../../../ui/text-field.tsx'

/** Another name for a class; that of another class merges the two. */
export function ClassNameDialog({
  label,
  name,
  classes,
  onName,
  onClose,
}: {
  label: string
  name: string
  classes: readonly ClassCount[]
  onName: (name: string) => void
  onClose: () => void
}) {
  const [typed, setTyped] = useState(name)
  const other = classes.find((one) => one.label === typed.trim() && one.label !== label)
  return (
    <FormDialog
      title={`Rename “${label}”`}
      action={other ? 'Plan merge' : 'Plan rename'}
      testId="plan-name"
      valid={typed.trim() !== ''}
      onSubmit={() => onName(typed.trim())}
      onClose={onClose}
    >
      <TextField
        label="Name"
        hint={
          other
            ? `“${other.label}” already exists with ${plural(other.count, 'row')}: the two will be merged.`
            : 'Use another class’s name to merge the two.'
        }
        required
        maxLength={1000}
        value={typed}
        list="class-names"
        testId="class-name"
        onType={setTyped}
      />
      <datalist id="class-names">
        {classes.slice(0, 200).map((one) => (
          <option key={one.label} value={one.label} />
        ))}
      </datalist>
    </FormDialog>
  )
}
