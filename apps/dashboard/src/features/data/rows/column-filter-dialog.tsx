import type { ColumnFilter, ColumnProfile, DatasetProfile } from '@assay/datasets/schema'
import { useState } from 'react'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { SelectField } from '../../../ui/select-field.tsx'
import { TextField } from '../../../ui/text-field.tsx'

type Kind = 'is' | 'range' | 'length' | 'missing' | 'present'

const kindNames: Record<Kind, string> = {
  is: 'is exactly',
  range: 'is between',
  length: 'has a length of',
  missing: 'is missing',
  present: 'is present',
}

const kindsOf = ({ type }: ColumnProfile): Kind[] => {
  if (type === 'number' || type === 'date') return ['range', 'is', 'missing', 'present']
  if (type === 'boolean') return ['is', 'missing', 'present']
  return [type === 'text' ? 'length' : 'is', type === 'text' ? 'is' : 'length', 'missing', 'present']
}

/** One condition on one column's values. */
export function ColumnFilterDialog({
  profile,
  onClose,
  onAdd,
}: {
  profile: DatasetProfile
  onClose: () => void
  onAdd: (filter: ColumnFilter) => void
}) {
  const columns = profile.columns.filter(({ role }) => role !== 'label')
  const [name, setName] = useState(columns[0]?.name ?? '')
  const column = columns.find((one) => one.name === name)
  const kinds = column ? kindsOf(column) : []
  const [picked, setPicked] = useState<Kind | null>(null)
  const kind = picked && kinds.includes(picked) ? picked : kinds[0]
  const [value, setValue] = useState('')
  const [least, setLeast] = useState('')
  const [most, setMost] = useState('')
  if (!column || !kind) return null
  const number = (text: string) =>
    text === '' ? undefined : column.type === 'date' ? Date.parse(text) : Number(text)
  const filter: ColumnFilter = { column: name }
  if (kind === 'is') filter.is = value
  if (kind === 'missing' || kind === 'present') filter.missing = kind === 'missing'
  const [from, to] = [number(least), number(most)]
  if (kind === 'range') {
    if (from !== undefined) filter.from = from
    if (to !== undefined) filter.to = to
  }
  if (kind === 'length') {
    if (least !== '') filter.minLength = Math.max(0, Math.trunc(Number(least)))
    if (most !== '') filter.maxLength = Math.max(0, Math.trunc(Number(most)))
  }
  const isSaid =
    Object.keys(filter).length > 1 &&
    (kind !== 'is' || value !== '') &&
    Object.values(filter).every((part) => typeof part !== 'number' || Number.isFinite(part))
  const inputType = kind === 'range' && column.type === 'date' ? 'date' : 'number'
  return (
    <FormDialog
      title="Filter by a column"
      action="Filter"
      testId="apply-filter"
      valid={isSaid}
      onSubmit={() => onAdd(filter)}
      onClose={onClose}
    >
      <SelectField
        label="Column"
        value={name}
        onChange={setName}
        options={columns.map((one) => ({ value: one.name, label: one.name }))}
      />
      <SelectField
        label="Its value"
        value={kind}
        onChange={setPicked}
        options={kinds.map((one) => ({ value: one, label: kindNames[one] }))}
      />
      {kind === 'is' && (
        <TextField
          label="Value"
          hint={column.type === 'boolean' ? 'true or false' : undefined}
          value={value}
          maxLength={1000}
          list="column-values"
          onType={setValue}
        />
      )}
      <datalist id="column-values">
        {column.top.map((one) => (
          <option key={one.value} value={one.value} />
        ))}
      </datalist>
      {(kind === 'range' || kind === 'length') && (
        <div className="grid grid-cols-2 gap-3">
          <TextField label="From" type={inputType} step="any" value={least} onType={setLeast} />
          <TextField label="To" type={inputType} step="any" value={most} onType={setMost} />
        </div>
      )}
    </FormDialog>
  )
}
