import { said } from '@assay/i18n/runtime'
import type { ReactNode } from 'react'
import { formatMoment } from '../lib/format.ts'
import { accountNames, causeNames } from '../lib/ledger-names.ts'
import { formatMoney } from '../lib/money.ts'
import type { LedgerTransactionView } from '../lib/views.ts'
import { Td } from './table.tsx'

export const MomentCell = ({ at }: { at: Date }) => (
  <Td className="whitespace-nowrap align-top text-soft">{formatMoment(at)}</Td>
)

type Movement = Pick<LedgerTransactionView, 'kind' | 'description' | 'entries'>

/** What a movement was, and its entries: a debit without a sign, a credit with a minus. */
export const MovementCells = ({
  movement: { kind, description, entries },
  children,
}: {
  movement: Movement
  /** What can be done about it. */
  children?: ReactNode
}) => (
  <>
    <Td className="align-top">
      {causeNames[kind]}
      <span className="block text-[13px] text-faint">{said(description)}</span>
      {children}
    </Td>
    <Td className="align-top text-[13px]">
      {entries.map((entry) => (
        <span key={entry.account} className="block whitespace-nowrap">
          {accountNames[entry.account]}
        </span>
      ))}
    </Td>
    <Td align="right" className="align-top text-[13px]">
      {entries.map((entry) => (
        <span key={entry.account} className="block">
          {formatMoney(entry.amount, entry.currency, { maxDigits: 4 })}
        </span>
      ))}
    </Td>
  </>
)
