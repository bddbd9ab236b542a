import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatMoney } from '../../lib/money.ts'
import type { EngagementSummary } from '../../lib/views.ts'
import { ListTable, type PagedRows } from '../../ui/list-table.tsx'
import { rowLink, rowLook, Td, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { ServiceStatus } from './service-status.tsx'

type Service = EngagementSummary & {
  /** Whose it is, where that is worth saying. */
  workspaceName?: string
}

/** Services from either side, each leading to its page. */
export const ServicesTable = ({
  services,
  to,
  price,
  empty,
}: {
  services: PagedRows<Service>
  to: '/services/$serviceId' | '/operator/services/$serviceId'
  /** What the price is called on this side. */
  price: string
  empty: ReactNode
}) => (
  <ListTable
    label="Services"
    query={services}
    columns={[
      'Service',
      'Status',
      { label: 'Milestones', wideOnly: true },
      { label: price, align: 'right' },
      { label: 'Updated', wideOnly: true },
    ]}
    row={(one) => (
      <Tr key={one.id} className={rowLook} data-testid="service-row">
        <Td className="max-w-44 sm:max-w-80">
          <Link to={to} params={{ serviceId: one.id }} className={`${rowLink} block truncate`}>
            {one.title}
          </Link>
          {one.workspaceName && (
            <span className="block truncate text-[13px] text-faint">{one.workspaceName}</span>
          )}
        </Td>
        <Td>
          <ServiceStatus state={one.state} />
        </Td>
        <Td className={`text-soft ${wideOnly}`}>
          {one.milestones.total === 0 ? '–' : `${one.milestones.done} of ${one.milestones.total}`}
        </Td>
        <Td align="right">{one.totalMinor === null ? '–' : formatMoney(one.totalMinor, one.currency)}</Td>
        <Td className={`whitespace-nowrap text-faint ${wideOnly}`}>
          <Time at={one.updatedAt} />
        </Td>
      </Tr>
    )}
    noun="service"
    empty={empty}
  />
)
