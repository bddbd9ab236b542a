import type { ColumnProfile, LabelList } from '@assay/datasets/schema'
import { CheckboxGroup } from '../../ui/checkbox.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import {
  type ColumnChoice,
  canBeIndicator,
  formatOptions,
  noColumn,
  severalColumns,
  wholeRow,
} from './column-choice.ts'

/** Which columns hold the label, the input and the weight, and how labels are written. */
export function ColumnFields({
  columns,
  candidates = [],
  lists = [],
  choice,
  onChange,
}: {
  columns: readonly ColumnProfile[]
  /** Offered first. */
  candidates?: readonly string[]
  lists?: readonly LabelList[]
  choice: ColumnChoice
  onChange: (choice: ColumnChoice) => void
}) {
  const { label, format, indicators, input, weight } = choice
  const set = (changes: Partial<ColumnChoice>) => onChange({ ...choice, ...changes })
  const ranked = [
    ...candidates,
    ...columns.map((one) => one.name).filter((name) => !candidates.includes(name)),
  ]
  const columnOf = (name: string) => columns.find((one) => one.name === name)
  const possible = columns.filter(canBeIndicator)
  const list = lists.find((one) => one.column === label)
  const chooseLabel = (next: string) =>
    set({
      label: next,
      format: lists.find((one) => one.column === next)?.format ?? 'single',
      ...(next === input && { input: wholeRow }),
      ...(next === weight && { weight: noColumn }),
    })
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="Predict"
        hint="The answer the model learns to give."
        testId="label-column"
        value={label}
        onChange={chooseLabel}
        options={[
          ...ranked.map((name) => ({
            value: name,
            label: `${name} (${columnOf(name)?.distinct ?? '?'} values)`,
          })),
          ...(possible.length >= 2
            ? [{ value: severalColumns, label: 'Several 0/1 columns, one per label' }]
            : []),
        ]}
      />
      {label !== severalColumns && (
        <SelectField
          label="Each cell contains"
          hint={
            list
              ? `It appears to list ${list.count} labels: ${list.labels.slice(0, 6).join(', ')}${list.count > 6 ? ' …' : ''}`
              : 'One answer per row, or any number.'
          }
          testId="label-format"
          value={format}
          onChange={(next) => set({ format: next })}
          options={formatOptions}
        />
      )}
      {label === severalColumns && (
        <CheckboxGroup
          label="Labels"
          options={possible.map(({ name }) => ({ value: name, label: name }))}
          chosen={indicators}
          onChange={(next) => set({ indicators: next })}
        />
      )}
      <SelectField
        label="From"
        hint="One text column, or the whole row."
        testId="text-column"
        value={input}
        onChange={(next) => set({ input: next })}
        options={[
          ...columns
            .filter((one) => one.name !== label && (one.type === 'text' || one.type === 'category'))
            .map((one) => ({ value: one.name, label: `The text in ${one.name}` })),
          { value: wholeRow, label: 'All other columns, as a table' },
        ]}
      />
      <SelectField
        label="Weight"
        hint="A row with a weight of 2 counts twice."
        testId="weight-column"
        value={weight}
        onChange={(next) => set({ weight: next })}
        options={[
          { value: noColumn, label: 'Every row counts equally' },
          ...columns
            .filter((one) => one.type === 'number' && one.name !== label)
            .map((one) => ({ value: one.name, label: one.name })),
        ]}
      />
    </div>
  )
}
