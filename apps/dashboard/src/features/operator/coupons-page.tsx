import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, TicketPercent } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { CouponView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { CouponDialog } from './coupon-dialog.tsx'

const offOf = (one: CouponView): string =>
  one.percentOff === null
    ? `${formatMoney(one.amountOffMinor ?? '0', one.currency ?? 'usd')} off`
    : `${one.percentOff}% off`

const durationOf = (one: CouponView): string =>
  one.duration === 'once'
    ? 'first invoice'
    : one.duration === 'forever'
      ? 'every invoice'
      : plural(one.durationMonths ?? 1, 'month')

export function CouponsPage() {
  const coupons = useQuery(trpc.operator.coupons.queryOptions())
  const [making, setMaking] = useState(false)
  return (
    <>
      <PageHeader
        title="Promotion codes"
        description="Discounts entered at checkout. Stripe counts uses and enforces the limits."
        actions={
          <Button look="primary" onClick={() => setMaking(true)} data-testid="new-coupon">
            <Plus />
            New code
          </Button>
        }
      />
      <ListTable
        label="Promotion codes"
        query={coupons}
        columns={['Code', 'Name', 'Discount', 'From', ...numericColumns('Used'), 'Expires', 'Status']}
        actions
        row={(one) => <Row key={one.id} coupon={one} />}
        empty={
          <EmptyState icon={TicketPercent} title="No codes yet">
            Create one and send it to the customers it is for.
          </EmptyState>
        }
      />
      {making && <CouponDialog onClose={() => setMaking(false)} />}
    </>
  )
}

function Row({ coupon }: { coupon: CouponView }) {
  const queries = useQueryClient()
  const set = useMutation(
    trpc.operator.setCouponActive.mutationOptions({
      onError: toastError,
      onSettled: () => queries.invalidateQueries(trpc.operator.coupons.pathFilter()),
    }),
  )
  return (
    <Tr>
      <Td className="font-mono text-[13px]">{coupon.code}</Td>
      <Td className="max-w-56 truncate">{coupon.name}</Td>
      <Td className="whitespace-nowrap">{offOf(coupon)}</Td>
      <Td className="whitespace-nowrap text-soft">{durationOf(coupon)}</Td>
      <Td align="right">
        {coupon.timesRedeemed === null ? '–' : formatCount(coupon.timesRedeemed)}
        {coupon.maxRedemptions !== null && ` of ${formatCount(coupon.maxRedemptions)}`}
      </Td>
      <Td className="whitespace-nowrap text-[13px] text-faint">
        {coupon.expiresAt ? formatDay(coupon.expiresAt) : 'never'}
      </Td>
      <Td>
        <Badge tone={coupon.active ? 'good' : 'neutral'} dot>
          {coupon.active ? 'Valid' : 'Off'}
        </Badge>
      </Td>
      <Td align="right">
        <Button
          size="sm"
          look="ghost"
          pending={set.isPending}
          onClick={() => set.mutate({ id: coupon.id, active: !coupon.active })}
        >
          {coupon.active ? 'Turn off' : 'Turn on'}
        </Button>
      </Td>
    </Tr>
  )
}
