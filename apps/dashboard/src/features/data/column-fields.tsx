import type { ColumnProfile, LabelList } from '@assay/datasets/schema'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
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
      <Field label="Predict" hint="The answer the model shall learn to give.">
        {(control) => (
          <Select
            {...control}
            data-testid="label-column"
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
        )}
      </Field>
      {label !== severalColumns && (
        <Field
          label="Each cell holds"
          hint={
            list
              ? `It seems to list ${list.count} labels: ${list.labels.slice(0, 6).join(', ')}${list.count > 6 ? ' …' : ''}`
              : 'One answer per row, or any number of them.'
          }
        >
          {(control) => (
            <Select
              {...control}
              data-testid="label-format"
              value={format}
              onChange={(next) => set({ format: next })}
              options={formatOptions}
            />
          )}
        </Field>
      )}
      {label === severalColumns && (
        <fieldset className="grid content-start gap-1.5">
          <legend className="mb-1.5 font-medium text-[13px]">Labels</legend>
          {possible.map(({ name }) => (
            <label key={name} className="flex items-center gap-2.5 text-[13px]">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={indicators.includes(name)}
                onChange={(event) =>
                  set({
                    indicators: event.target.checked
                      ? [...indicators, name]
                      : indicators.filter((one) => one !== name),
                  })
                }
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
      <Field label="From" hint="One column of text, or the row as a whole.">
        {(control) => (
          <Select
            {...control}
            data-testid="text-column"
            value={input}
            onChange={(next) => set({ input: next })}
            options={[
              ...columns
                .filter((one) => one.name !== label && (one.type === 'text' || one.type === 'category'))
                .map((one) => ({ value: one.name, label: `The text in ${one.name}` })),
              { value: wholeRow, label: 'Every other column, as a table' },
            ]}
          />
        )}
      </Field>
      <Field label="Weight" hint="A row of weight 2 counts as if it stood there twice.">
        {(control) => (
          <Select
            {...control}
            data-testid="weight-column"
            value={weight}
            onChange={(next) => set({ weight: next })}
            options={[
              { value: noColumn, label: 'Every row counts the same' },
              ...columns
                .filter((one) => one.type === 'number' && one.name !== label)
                .map((one) => ({ value: one.name, label: one.name })),
            ]}
          />
        )}
      </Field>
    </div>
  )
}
