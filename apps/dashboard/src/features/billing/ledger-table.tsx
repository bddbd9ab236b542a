import { said } from '@assay/i18n/runtime'
import { formatMoment } from '../../lib/format.ts'
import { accountNames, causeNames } from '../../lib/ledger-names.ts'
import { formatMoney } from '../../lib/money.ts'
import type { LedgerTransactionView } from '../../lib/views.ts'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'

/** Every movement with its entries: a debit without a sign, a credit with a minus. */
export function LedgerTable({ transactions }: { transactions: readonly LedgerTransactionView[] }) {
  return (
    <Table label="Statement" className="border-line border-t">
      <thead>
        <tr>
          <Th>When</Th>
          <Th>What</Th>
          <Th>Account</Th>
          <Th align="right">Amount</Th>
        </tr>
      </thead>
      <tbody>
        {transactions.map((one) => (
          <Tr key={one.id} data-testid="ledger-row">
            <Td className="whitespace-nowrap align-top text-soft">{formatMoment(one.at)}</Td>
            <Td className="align-top">
              {causeNames[one.kind]}
              <span className="block text-[13px] text-faint">{said(one.description)}</span>
            </Td>
            <Td className="align-top text-[13px]">
              {one.entries.map((entry) => (
                <span key={entry.account} className="block whitespace-nowrap">
                  {accountNames[entry.account]}
                </span>
              ))}
            </Td>
            <Td align="right" className="align-top text-[13px]">
              {one.entries.map((entry) => (
                <span key={entry.account} className="block">
                  {formatMoney(entry.amount, entry.currency, { maxDigits: 4 })}
                </span>
              ))}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
