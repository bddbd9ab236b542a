import { formatCount, formatDay, plural } from '../../../lib/format.ts'
import { roleNames } from '../../../lib/session.ts'
import type { TenantDetail } from '../../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Time } from '../../../ui/time.tsx'

/** Who is in it, and what it is called elsewhere. */
export const TenantAccount = ({ tenant }: { tenant: TenantDetail }) => (
  <>
    <Card>
      <CardHeader title="Members" description={plural(tenant.counts.members, 'member')} />
      <CardBody>
        <ul className="grid gap-3">
          {tenant.members.map((one) => (
            <li key={one.userId} className="flex items-baseline justify-between gap-3 text-[13px]">
              <span className="min-w-0">
                <span className="block truncate font-medium">{one.name}</span>
                <span className="block truncate text-faint">{one.email}</span>
              </span>
              <span className="shrink-0 text-right text-faint">
                <span className="block">{roleNames[one.role]}</span>
                {one.lastSeenAt && <Time at={one.lastSeenAt} />}
              </span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
    <Card>
      <CardHeader title="Account" />
      <CardBody>
        <Facts
          items={[
            ['Since', formatDay(tenant.createdAt)],
            ['Plan version', tenant.planVersion === null ? '–' : `v${tenant.planVersion}`],
            ['API keys', formatCount(tenant.counts.keys)],
            ['Stripe customer', tenant.stripeCustomerId ?? 'None yet'],
          ]}
        />
      </CardBody>
    </Card>
  </>
)
