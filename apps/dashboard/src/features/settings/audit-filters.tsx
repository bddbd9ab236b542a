import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { auditArea } from '../../lib/audit-sentence.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'

type Filter = {
  who?: string | undefined
  what?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Radix takes no empty value. */
const anything = '*'

/** Who, what and when; what is chosen stands in the address. */
export function AuditFilters({ filter, onChange }: { filter: Filter; onChange: (next: Filter) => void }) {
  const choices = useQuery(trpc.audit.choices.queryOptions())
  const set = (part: Filter) => onChange({ ...filter, ...part })
  const people = (choices.data?.who ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const areas = (choices.data?.what ?? []).map((area) => ({ value: area, label: auditArea(area) }))
  const orNone = (value: string) => (value === anything ? undefined : value)
  return (
    <div className="grid grid-cols-2 gap-3 px-5 pb-4 sm:grid-cols-4">
      <SelectField
        label="Who"
        value={filter.who ?? anything}
        onChange={(value) => set({ who: orNone(value) })}
        options={[
          { value: anything, label: 'Everyone' },
          ...people,
          { value: 'system', label: 'The platform' },
        ]}
      />
      <SelectField
        label="Item"
        value={filter.what ?? anything}
        onChange={(value) => set({ what: orNone(value) })}
        options={[{ value: anything, label: 'Everything' }, ...areas]}
      />
      <TextField
        label="From"
        type="date"
        max={filter.to}
        value={filter.from ?? ''}
        onType={(from) => set({ from: from || undefined })}
      />
      <TextField
        label="To"
        type="date"
        min={filter.from}
        value={filter.to ?? ''}
        onType={(to) => set({ to: to || undefined })}
      />
    </div>
  )
}
