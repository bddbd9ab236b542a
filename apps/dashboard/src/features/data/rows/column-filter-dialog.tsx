import type { ColumnFilter, ColumnProfile, DatasetProfile } from '@assay/datasets/schema'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from '../../../ui/dialog.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { Select } from '../../../ui/select.tsx'

type Kind = 'is' | 'range' | 'length' | 'missing' | 'present'

const kindNames: Record<Kind, string> = {
  is: 'is exactly',
  range: 'lies between',
  length: 'has a length of',
  missing: 'is missing',
  present: 'is there',
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isSaid) onAdd(filter)
  }
  const inputType = kind === 'range' && column.type === 'date' ? 'date' : 'number'
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Filter by a column">
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Column">
              {(control) => (
                <Select
                  {...control}
                  value={name}
                  onChange={setName}
                  options={columns.map((one) => ({ value: one.name, label: one.name }))}
                />
              )}
            </Field>
            <Field label="Its value">
              {(control) => (
                <Select
                  {...control}
                  value={kind}
                  onChange={setPicked}
                  options={kinds.map((one) => ({ value: one, label: kindNames[one] }))}
                />
              )}
            </Field>
            {kind === 'is' && (
              <Field label="Value" hint={column.type === 'boolean' ? 'true or false' : undefined}>
                {(control) => (
                  <Input
                    {...control}
                    value={value}
                    maxLength={1000}
                    list="column-values"
                    onChange={(event) => setValue(event.target.value)}
                  />
                )}
              </Field>
            )}
            <datalist id="column-values">
              {column.top.map((one) => (
                <option key={one.value} value={one.value} />
              ))}
            </datalist>
            {(kind === 'range' || kind === 'length') && (
              <div className="grid grid-cols-2 gap-3">
                <Field label="From">
                  {(control) => (
                    <Input
                      {...control}
                      type={inputType}
                      step="any"
                      value={least}
                      onChange={(event) => setLeast(event.target.value)}
                    />
                  )}
                </Field>
                <Field label="To">
                  {(control) => (
                    <Input
                      {...control}
                      type={inputType}
                      step="any"
                      value={most}
                      onChange={(event) => setMost(event.target.value)}
                    />
                  )}
                </Field>
              </div>
            )}
          </DialogBody>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" disabled={!isSaid} data-testid="apply-filter">
              Filter
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
