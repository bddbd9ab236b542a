import type { Manifest, SentInput } from '@assay/ml-core/schema'
import type { KeyboardEvent } from 'react'
import { SelectField } from '../select-field.tsx'
import { TextAreaField, TextField } from '../text-field.tsx'
import { exampleFile, type FileInput, fileOf, takesFiles } from './file-input.ts'
import { ImageField } from './image-field.tsx'
import { exampleRow, readRow, type TypedRow } from './playground-input.ts'
import { SoundField } from './sound-field.tsx'

/** What a form has to know of a deployment. */
export type Asked = {
  kind: Manifest['kind']
  /** Samples a second that sounds are read with. */
  rate: number | undefined
  columns: readonly (Pick<Manifest['columns'][number], 'name' | 'type' | 'categories'> &
    Partial<Pick<Manifest['columns'][number], 'example'>>)[]
}

/** The form's state over all kinds of data. */
export type Typed = { text: string; row: TypedRow; file: FileInput | null }

/** The form as it begins from an input; null: empty. */
export const typedFrom = ({ kind, columns }: Asked, input: SentInput | null): Typed => ({
  text: typeof input === 'string' ? input : '',
  row: exampleRow({ columns, example: takesFiles(kind) ? {} : (input ?? {}) }),
  file: input === null ? null : (exampleFile({ kind, example: input }) ?? fileOf(input)),
})

/** What the endpoint is sent. */
export function sentFrom({ kind, columns }: Asked, { text, row, file }: Typed): SentInput {
  if (kind === 'text') return text
  return takesFiles(kind) ? (file ?? { b64: '' }) : readRow(columns, row)
}

export const isComplete = ({ kind }: Asked, { text, file }: Typed): boolean =>
  kind === 'text' ? text.trim() !== '' : !takesFiles(kind) || file !== null

/** The fields in which an input is written, for any kind of data. */
export function InputFields({
  asked,
  value,
  onChange,
  onRun,
}: {
  asked: Asked
  value: Typed
  onChange: (value: Typed) => void
  /** Ctrl or ⌘ with Enter. */
  onRun: () => void
}) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) onRun()
  }
  if (asked.kind === 'image')
    return <ImageField value={value.file} onChange={(file) => onChange({ ...value, file })} />
  if (asked.rate !== undefined)
    return (
      <SoundField rate={asked.rate} value={value.file} onChange={(file) => onChange({ ...value, file })} />
    )
  if (asked.kind === 'text')
    return (
      <TextAreaField
        label="Text"
        testId="playground-input"
        controlClassName="min-h-40"
        value={value.text}
        onType={(text) => onChange({ ...value, text })}
        onKeyDown={onKeyDown}
      />
    )
  return (
    <div className="grid gap-4 sm:grid-cols-2" data-testid="playground-input">
      {asked.columns.map((column) => (
        <ColumnField
          key={column.name}
          column={column}
          value={value.row[column.name] ?? ''}
          onChange={(typed) => onChange({ ...value, row: { ...value.row, [column.name]: typed } })}
        />
      ))}
    </div>
  )
}

const none = ' none'

function ColumnField({
  column,
  value,
  onChange,
}: {
  column: Asked['columns'][number]
  value: string
  onChange: (value: string) => void
}) {
  const choices =
    column.type === 'boolean' ? ['true', 'false'] : column.type === 'category' ? column.categories : []
  const known = choices.length > 0 && (value === '' || choices.includes(value))
  return known ? (
    <SelectField
      label={column.name}
      value={value === '' ? none : value}
      onChange={(next) => onChange(next === none ? '' : next)}
      options={[
        ...choices.filter((choice) => choice !== '').map((choice) => ({ value: choice, label: choice })),
        { value: none, label: 'No value' },
      ]}
    />
  ) : (
    <TextField
      label={column.name}
      type={column.type === 'date' ? 'date' : 'text'}
      inputMode={column.type === 'number' ? 'decimal' : 'text'}
      placeholder="No value"
      value={column.type === 'date' ? value.slice(0, 10) : value}
      onType={onChange}
    />
  )
}
