import type { LabelFormat, PreviewColumn, PreviewRole, UploadPreview } from '@assay/datasets/schema'
import { cn } from '../../lib/class-names.ts'
import { formatCount } from '../../lib/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { formatOptions } from './column-choice.ts'
import { type PreviewChoice, rolesOf, withRole } from './preview-choice.ts'

const roleNames: Record<PreviewRole, string> = {
  label: 'Label',
  text: 'Text',
  feature: 'Input',
  weight: 'Weight',
  split: 'Split',
  ignored: 'Excluded',
}
const tones: Partial<Record<PreviewRole, string>> = {
  label: 'bg-accent-soft',
  text: 'bg-good-soft',
  ignored: 'text-faint',
}
const delimiters: Record<string, string> = { '\t': 'tabs', ',': 'commas', ';': 'semicolons', '|': '|' }

/** What will be made of the chosen file, and a role for each of its columns. */
export function UploadPreviewView({
  preview,
  choice,
  onChange,
}: {
  preview: UploadPreview
  choice: PreviewChoice
  onChange: (choice: PreviewChoice) => void
}) {
  if (preview.kind === 'files') return <FilesPreview preview={preview} />
  const roles = choice?.roles ?? rolesOf(preview)
  const format = choice?.format ?? preview.labelFormat
  const labels = preview.columns.filter(({ name }) => roles[name] === 'label')
  const setRole = (name: string, role: PreviewRole) => {
    const guessed = preview.labelLists.find(({ column }) => column === name)?.format ?? 'single'
    onChange({
      roles: withRole(preview, roles, name, role),
      format: role === 'label' ? guessed : format,
    })
  }
  return (
    <section aria-label="File contents" className="grid gap-3" data-testid="upload-preview">
      <p className="text-[13px] text-faint" data-testid="preview-summary">
        {summaryOf(preview)}
      </p>
      {preview.question !== null && labels.length === 0 && (
        <Notice tone="warn" data-testid="preview-question">
          {preview.question} Choose the label below, or continue and decide once the whole file has been read.
        </Notice>
      )}
      <div className="overflow-hidden rounded-lg border border-line">
        <Table label="The first rows of the file">
          <thead>
            <tr>
              {preview.columns.map((column) => (
                <Th
                  key={column.name}
                  className={cn('min-w-36 align-top', tones[roles[column.name] ?? 'feature'])}
                >
                  <span className="mb-1.5 block max-w-48 truncate text-ink" title={column.name}>
                    {column.name}
                  </span>
                  <Select
                    aria-label={`Role of ${column.name}`}
                    data-testid={`role-of-${column.name}`}
                    className="h-8 text-xs"
                    value={roles[column.name]}
                    onChange={(role) => setRole(column.name, role)}
                    options={rolesFor(column)}
                  />
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.preview.map((row, index) => (
              <Tr key={index}>
                {preview.columns.map(({ name }, at) => (
                  <Td key={name} className={cn('max-w-64 truncate', tones[roles[name] ?? 'feature'])}>
                    {row[at] ?? <span className="text-faint italic">empty</span>}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
      {labels.length === 1 && format !== 'single' && (
        <LabelFormatField format={format} onChange={(next) => onChange({ roles, format: next })} />
      )}
      <Problems preview={preview} />
    </section>
  )
}

const LabelFormatField = ({
  format,
  onChange,
}: {
  format: LabelFormat
  onChange: (format: LabelFormat) => void
}) => (
  <SelectField
    label="Each label cell contains"
    hint="It appears to list several labels."
    testId="preview-format"
    value={format}
    onChange={onChange}
    options={formatOptions}
  />
)

const rolesFor = ({ type }: PreviewColumn) =>
  (Object.keys(roleNames) as PreviewRole[])
    .filter((role) => {
      if (role === 'text') return type === 'text' || type === 'category'
      if (role === 'weight') return type === 'number'
      return role !== 'split' || type === 'category' || type === 'text'
    })
    .map((value) => ({ value, label: roleNames[value] }))

function summaryOf({ rows, isWhole, encoding, delimiter, from, columns }: UploadPreview): string {
  const size = `${isWhole ? '' : 'The first '}${formatCount(rows)} rows, ${formatCount(columns.length)} columns`
  const how = from
    ? `read from ${from}`
    : [encoding?.toUpperCase(), delimiter && `cells between ${delimiters[delimiter] ?? delimiter}`]
        .filter(Boolean)
        .join(', ')
  return how === '' ? `${size}.` : `${size}, ${how}.`
}

const FilesPreview = ({ preview }: { preview: UploadPreview }) => (
  <section aria-label="File contents" className="grid gap-3" data-testid="upload-preview">
    <p className="text-[13px] text-faint" data-testid="preview-summary">
      {formatCount(preview.rows)} files with {formatCount(preview.classes.length)} labels
      {preview.from ? `, read from ${preview.from}` : ', one folder each'}.
    </p>
    <ul className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto" aria-label="Labels">
      {preview.classes.map(({ label, count }) => (
        <li key={label} className="max-w-full truncate rounded-md border border-line px-2 py-0.5 text-[13px]">
          {label} <span className="figure text-faint">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
    <Problems preview={preview} />
  </section>
)

const Problems = ({ preview: { refused, refusals, repairs } }: { preview: UploadPreview }) => (
  <>
    {refused > 0 && (
      <Notice tone="warn" data-testid="preview-refusals">
        {formatCount(refused)} {refused === 1 ? 'row cannot' : 'rows cannot'} be used:
        <ul className="mt-1 list-disc pl-5">
          {refusals.map(({ line, reason }) => (
            <li key={`${line} ${reason}`}>
              Line {formatCount(line)}: {reason}
            </li>
          ))}
        </ul>
      </Notice>
    )}
    {repairs.length > 0 && (
      <details className="text-[13px] text-faint">
        <summary className="cursor-pointer">What is fixed on import</summary>
        <ul className="mt-1 list-disc pl-5">
          {repairs.map(({ message, count }) => (
            <li key={message}>
              {message} {count > 1 && `${formatCount(count)}×`}
            </li>
          ))}
        </ul>
      </details>
    )}
  </>
)
