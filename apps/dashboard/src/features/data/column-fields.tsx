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
        hint="The answer the model shall learn to give."
        testId="label-column"
        value={label}
        onChange={chooseLabel}
        options={[
          ...ranked.map((name) => ({
            value: name,
            label: `${name} (${columnOf(name)?.distinct ?? '?'} values)`,
          })),
          ...(possible.length >= 2
            ? [{ value: severalColumns, label: 'Several columns of 0 and 1, a label each' }]
            : []),
        ]}
      />
      {label !== severalColumns && (
        <SelectField
          label="Each cell holds"
          hint={
            list
              ? `It seems to list ${list.count} labels: ${list.labels.slice(0, 6).join(', ')}${list.count > 6 ? ' …' : ''}`
              : 'One answer per row, or any number of them.'
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
        hint="One column of text, or the row as a whole."
        testId="text-column"
        value={input}
        onChange={(next) => set({ input: next })}
        options={[
          ...columns
            .filter((one) => one.name !== label && (one.type === 'text' || one.type === 'category'))
            .map((one) => ({ value: one.name, label: `The text in ${one.name}` })),
          { value: wholeRow, label: 'Every other column, as a table' },
        ]}
      />
      <SelectField
        label="Weight"
        hint="A row of weight 2 counts as if it stood there twice."
        testId="weight-column"
        value={weight}
        onChange={(next) => set({ weight: next })}
        options={[
          { value: noColumn, label: 'Every row counts the same' },
          ...columns
            .filter((one) => one.type === 'number' && one.name !== label)
            .map((one) => ({ value: one.name, label: one.name })),
        ]}
      />
    </div>
  )
}
