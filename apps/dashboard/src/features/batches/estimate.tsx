import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { canCountRows, countRows } from '../../lib/count-rows.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { formatMoney, thousandOf } from '../../lib/money.ts'
import { Notice } from '../../ui/notice.tsx'

/** What is to be answered: a file, or a dataset version whose rows are known. */
export type Source = File | { rows: number }

const perThousand = (unitMinor: string, currency: string) =>
  `${formatMoney(thousandOf(unitMinor), currency, { maxDigits: 6 })} per 1,000`

/** What the batch will cost, said before it is started. */
export function Estimate({ source }: { source: Source }) {
  const isFile = source instanceof File
  const counted = useQuery({
    queryKey: ['count-rows', isFile ? [source.name, source.size, source.lastModified] : source.rows],
    queryFn: ({ signal }) => (isFile ? countRows(source, signal) : source.rows),
    enabled: !isFile || canCountRows(source),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const rows = counted.data
  const estimate = useQuery({
    ...trpc.batch.estimate.queryOptions({ rows: rows ?? 0 }),
    placeholderData: keepPreviousData,
  })
  const one = estimate.data
  if (!one || counted.isLoading) return <p className="text-[13px] text-faint">Estimating the cost…</p>
  const about = isFile ? 'about ' : ''
  const price = one.unitMinor === null ? null : perThousand(one.unitMinor, one.currency)
  const named = one.meter === 'predictions' ? 'Each answered row is billed as a prediction.' : null
  if (rows === undefined)
    return (
      <p className="text-[13px] text-soft" data-testid="batch-estimate">
        {price === null
          ? 'Rows count as predictions on your plan.'
          : `Rows beyond the allowance cost ${price}. The count appears once the file is read.`}
      </p>
    )
  const over = rows - one.includedRows
  return (
    <div className="grid gap-3">
      <p className="text-sm" data-testid="batch-estimate">
        {one.costMinor === null ? (
          <>
            This batch uses {about}
            {plural(rows, 'prediction')} of your plan at no extra cost.
          </>
        ) : (
          <>
            This batch costs {about}
            <strong className="figure font-semibold">
              {formatMoney(one.costMinor, one.currency, { maxDigits: 4 })}
            </strong>
            {one.prepaid && ' of your credits'}: {plural(rows, 'row')}
            {one.includedRows > 0 && `, ${formatCount(one.includedRows)} of them included`}
            {over > 0 && price !== null && `, ${one.includedRows > 0 ? 'the others ' : ''}at ${price}`}.
          </>
        )}{' '}
        <span className="text-faint">{named} Rows that cannot be answered are free.</span>
      </p>
      {one.room !== null && one.room < rows && (
        <Notice tone="warn">
          {one.room === 0
            ? 'The plan, spend cap or credits are used up, so it would stop immediately. Make room under Billing first.'
            : `It will stop after ${plural(one.room, 'row')}, when the plan, spend cap or credits run out. Make room under Billing to resume it.`}
        </Notice>
      )}
    </div>
  )
}
