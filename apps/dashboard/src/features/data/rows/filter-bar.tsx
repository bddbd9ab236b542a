import type { ColumnFilter, DatasetProfile } from '@assay/datasets/schema'
import { ChevronDown, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { formatCompact, formatCount, formatDay } from '../../../lib/format.ts'
import type { RowsSearch } from '../../../lib/rows-search.ts'
import { Button } from '../../../ui/button.tsx'
import { Menu, MenuContent, MenuTrigger } from '../../../ui/menu.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { Select } from '../../../ui/select.tsx'
import { ColumnFilterDialog } from './column-filter-dialog.tsx'
import { LabelChoice } from './label-choice.tsx'
import { describeColumnFilter } from './row-search.ts'

const splitOptions = [
  { value: 'any', label: 'All splits' },
  { value: 'train', label: 'Train' },
  { value: 'validation', label: 'Validation' },
  { value: 'test', label: 'Test' },
] as const

/** What rows have to be like to be shown; all of it stands in the address. */
export function FilterBar({
  profile,
  search,
  onChange,
}: {
  profile: DatasetProfile
  search: RowsSearch
  onChange: (next: RowsSearch) => void
}) {
  const [isAdding, setIsAdding] = useState(false)
  const { labels = [], where = [] } = search
  const typeOf = (name: string) => profile.columns.find((one) => one.name === name)?.type
  const without = (gone: ColumnFilter) => {
    const rest = where.filter((one) => one !== gone)
    onChange({ where: rest.length > 0 ? rest : undefined })
  }
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap gap-3">
        <SearchBox
          label="Search rows"
          value={search.search ?? ''}
          className="w-full sm:w-72"
          onSearch={(value) => onChange({ search: value || undefined })}
        />
        <Menu>
          <MenuTrigger asChild>
            <Button aria-label="Labels" data-testid="label-filter">
              {labels.length === 0
                ? 'All labels'
                : labels.length === 1
                  ? labels[0]
                  : `${formatCount(labels.length)} labels`}
              <ChevronDown className="text-faint" />
            </Button>
          </MenuTrigger>
          <MenuContent align="start" className="w-72">
            <LabelChoice
              classes={profile.classes}
              chosen={labels}
              onChange={(next) => onChange({ labels: next.length > 0 ? next : undefined })}
            />
          </MenuContent>
        </Menu>
        <Select
          aria-label="Split"
          className="min-w-0 flex-1 sm:w-40 sm:flex-none"
          value={search.split ?? 'any'}
          onChange={(value) => onChange({ split: value === 'any' ? undefined : value })}
          options={splitOptions}
        />
        <Button onClick={() => setIsAdding(true)} data-testid="add-filter">
          <Plus />
          Filter by a column
        </Button>
      </div>
      {(where.length > 0 || search.rows) && (
        <ul aria-label="Filters" className="flex flex-wrap gap-2">
          {where.map((one) => (
            <Chip key={JSON.stringify(one)} onRemove={() => without(one)}>
              {describeColumnFilter(one, (value) =>
                typeOf(one.column) === 'date' ? formatDay(new Date(value)) : formatCompact(value),
              )}
            </Chip>
          ))}
          {search.rows && (
            <Chip onRemove={() => onChange({ rows: undefined })}>{`Only rows ${search.rows}`}</Chip>
          )}
        </ul>
      )}
      {isAdding && (
        <ColumnFilterDialog
          profile={profile}
          onClose={() => setIsAdding(false)}
          onAdd={(one) => {
            onChange({ where: [...where, one].slice(-20) })
            setIsAdding(false)
          }}
        />
      )}
    </div>
  )
}

const Chip = ({ children, onRemove }: { children: string; onRemove: () => void }) => (
  <li className="flex max-w-full items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-3 text-[13px] text-accent-ink">
    <span className="truncate">{children}</span>
    <button
      type="button"
      aria-label={`Remove the filter ${children}`}
      className="rounded-full p-1 hover:bg-surface"
      onClick={onRemove}
    >
      <X aria-hidden className="size-3.5" />
    </button>
  </li>
)
