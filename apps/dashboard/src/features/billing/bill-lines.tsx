import { said } from '@assay/i18n/runtime'
import type { ReactNode } from 'react'
import { formatMoney } from '../../lib/money.ts'
import { per } from '../../lib/price-choice.ts'
import type { PlanChangePreview } from '../../lib/views.ts'
import { Notice } from '../../ui/notice.tsx'

/** The bill of a change, line by line, as it will be charged. */
export function BillLines({ preview }: { preview: PlanChangePreview }) {
  const total = BigInt(preview.totalMinor)
  return (
    <>
      <ul className="grid gap-2 text-sm" data-testid="change-lines">
        {preview.lines.map((line, index) => (
          <BillRow
            key={`${index} ${line.description}`}
            amount={formatMoney(line.amountMinor, preview.currency)}
          >
            {said(line.description)}
          </BillRow>
        ))}
        <BillRow strong amount={formatMoney(preview.amountDueMinor, preview.currency)}>
          Charged to your card now
        </BillRow>
      </ul>
      <p className="text-[13px] text-faint">
        Then {formatMoney(preview.recurringMinor, preview.currency)} {per[preview.interval]}, before discounts
        and taxes.
      </p>
      {total < 0n && (
        <Notice>
          {formatMoney((-total).toString(), preview.currency)} will be credited to your next invoices.
        </Notice>
      )}
      {!preview.creditsUnusedTime && (
        <Notice tone="warn">
          You have used more of the allowance than of the period, so unused time is not credited.
        </Notice>
      )}
    </>
  )
}

export function BillRow({
  children,
  amount,
  strong,
}: {
  children: ReactNode
  amount: string
  strong?: boolean
}) {
  return (
    <li
      className={
        strong
          ? 'flex justify-between gap-4 border-line border-t pt-2 font-semibold'
          : 'flex justify-between gap-4'
      }
    >
      <span className="min-w-0 break-words">{children}</span>
      <span className="figure shrink-0">{amount}</span>
    </li>
  )
}
