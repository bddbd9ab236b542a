import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { WalletView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListRows } from '../../ui/list-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'
import { Td, Tr, wideOnly } from '../../ui/table.tsx'
import { AutoTopUpForm } from './auto-top-up-form.tsx'
import { TopUpForm } from './top-up-form.tsx'

const sources = { purchase: 'Purchased', automatic: 'Automatic', operator: 'Granted', promotion: 'Promotion' }

export function WalletCard() {
  const wallet = useQuery(trpc.billing.wallet.queryOptions())
  const { canManage } = useSession()
  return (
    <Card data-testid="wallet">
      <CardHeader
        title="Prepaid credits"
        description="Prepaid plans deduct usage from here: lowest priority number first, then whichever expires first."
      />
      <QueryView query={wallet} skeleton={<CardSkeleton />}>
        {(one) => (
          <>
            <CardBody className="grid gap-5">
              <p className="figure font-semibold text-3xl tracking-tight" data-testid="wallet-left">
                {formatMoney(one.left, one.currency, { maxDigits: 4 })}
              </p>
              {!one.prepaid && one.left !== '0' && (
                <Notice>Your plan bills usage on invoices; these credits are kept for a prepaid plan.</Notice>
              )}
              {one.autoTopUp.error && (
                <Notice tone="bad">
                  The last automatic top-up failed: {one.autoTopUp.error} The card is retried once you save
                  the settings or top up manually.
                </Notice>
              )}
              <PendingTopUps wallet={one} />
              {canManage && <TopUpForm currency={one.currency} />}
            </CardBody>
            <Grants />
            {canManage && <AutoTopUpForm key={JSON.stringify(one.autoTopUp)} wallet={one} />}
          </>
        )}
      </QueryView>
    </Card>
  )
}

function PendingTopUps({ wallet }: { wallet: WalletView }) {
  const pending = wallet.topUps.filter(({ kind, state }) => kind === 'automatic' && state === 'pending')
  if (pending.length === 0) return null
  return <Notice>An automatic top-up is in progress.</Notice>
}

function Grants() {
  const grants = useQuery(trpc.billing.credits.queryOptions({ limit: 20 }))
  return (
    <ListRows
      label="Credits"
      query={grants}
      columns={[
        'Credits',
        { label: 'Priority', wideOnly: true },
        'Expires',
        ...numericColumns('Amount', 'Remaining'),
      ]}
      row={(one) => (
        <Tr key={one.id} data-testid="credit-row">
          <Td>
            {sources[one.source]} <span className="text-faint">{formatDay(one.createdAt)}</span>
            {one.note && <span className="block text-[13px] text-faint">{one.note}</span>}
          </Td>
          <Td className={wideOnly}>{one.priority}</Td>
          <Td className="whitespace-nowrap">
            {one.expiredAt ? (
              <Badge>Expired</Badge>
            ) : one.expiresAt ? (
              formatDay(one.expiresAt)
            ) : (
              <span className="text-faint">Never</span>
            )}
          </Td>
          <Td align="right">{formatMoney(one.amountMinor, one.currency)}</Td>
          <Td align="right">{formatMoney(one.remaining, one.currency, { maxDigits: 4 })}</Td>
        </Tr>
      )}
      loadingRows={2}
      empty="No credits yet."
      className="border-line border-t"
    />
  )
}
