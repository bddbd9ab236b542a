import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatMonth } from '../../lib/format.ts'
import { saveFile } from '../../lib/save-file.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Select } from '../../ui/select.tsx'

const shownMonths = 12

/** The running month and those before it, as `2026-11`. */
const months = (now: Date): string[] =>
  Array.from({ length: shownMonths }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  )

/** What an end user used in a month, as a CSV file. */
export function StatementButton({ id }: { id: string }) {
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (month: string) =>
      queries.fetchQuery({ ...trpc.endUser.statement.queryOptions({ id, month }), staleTime: 0 }),
    onSuccess: ({ csv, month }) =>
      saveFile(`usage-${id.replace(/[^\w.-]+/g, '-')}-${month}.csv`, 'text/csv', csv),
    onError: toastError,
  })
  return (
    <Select
      aria-label={`Usage statement for ${id}`}
      className="h-8 w-36"
      value={undefined}
      placeholder="Statement"
      disabled={save.isPending}
      onChange={(month) => save.mutate(month)}
      options={months(new Date()).map((month) => ({
        value: month,
        label: (
          <span className="inline-flex items-center gap-2">
            <Download className="size-3.5" /> {formatMonth(month)}
          </span>
        ),
      }))}
    />
  )
}
