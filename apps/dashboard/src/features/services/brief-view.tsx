import { Link } from '@tanstack/react-router'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { EngagementDetail } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { linkLook } from '../../ui/link.tsx'

const kindNames: Record<EngagementDetail['dataKind'], string> = {
  text: 'Text',
  table: 'Table',
  image: 'Pictures',
  audio: 'Sounds',
  other: 'Something else',
}

const budgetText = (one: EngagementDetail): string => {
  const money = (minor: string) => formatMoney(minor, one.currency)
  const { budgetMinMinor: least, budgetMaxMinor: most } = one
  if (least !== null && most !== null) return `${money(least)} to ${money(most)}`
  if (most !== null) return `up to ${money(most)}`
  return least === null ? `open, in ${one.currency.toUpperCase()}` : `from ${money(least)}`
}

/** What was asked for; `linked` is false where the reader is not in the workspace. */
export const BriefView = ({ service, linked = true }: { service: EngagementDetail; linked?: boolean }) => (
  <Card>
    <CardHeader title="What it should do" />
    <CardBody className="grid gap-5">
      <p className="whitespace-pre-line break-words text-sm" data-testid="brief">
        {service.brief}
      </p>
      <Facts
        items={[
          ['Data', kindNames[service.dataKind]],
          ['Budget', budgetText(service)],
          ['Needed by', service.wantedOn ?? 'no fixed date'],
          ['Requested on', formatDay(service.createdAt)],
          ...service.links.map(
            (one) =>
              [
                'Starts from',
                linked ? (
                  <Link
                    key={one.id}
                    to="/data/$datasetId"
                    params={{ datasetId: one.subjectId }}
                    className={linkLook}
                  >
                    {one.name}
                  </Link>
                ) : (
                  one.name
                ),
              ] as const,
          ),
        ]}
      />
    </CardBody>
  </Card>
)
