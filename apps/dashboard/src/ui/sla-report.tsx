import { Download, ShieldCheck } from 'lucide-react'
import { formatMonth, formatMs, plural } from '../lib/format.ts'
import { saveFile } from '../lib/save-file.ts'
import { formatTerms, slaCsv } from '../lib/sla.ts'
import type { SlaReport } from '../lib/views.ts'
import { Badge, type Tone } from './badge.tsx'
import { Button } from './button.tsx'
import { Card, CardBody, CardHeader } from './card.tsx'
import { DataTable } from './data-table.tsx'
import { EmptyState } from './states.tsx'
import { Td, Tr } from './table.tsx'

type Month = SlaReport['months'][number]
type Verdict = Month['availability']

const verdicts: Record<Verdict, { tone: Tone; text: string }> = {
  met: { tone: 'good', text: 'Met' },
  missed: { tone: 'bad', text: 'Missed' },
  no_calls: { tone: 'neutral', text: 'No calls' },
}

const share = (basisPoints: number | null): string =>
  basisPoints === null ? '–' : `${(basisPoints / 100).toFixed(2)}%`

/** What a dedicated deployment is held to, month by month, and whether it was kept. */
export function SlaReportCard({ report }: { report: SlaReport }) {
  const { terms, months, name, deploymentId } = report
  return (
    <Card data-testid="sla">
      <CardHeader
        title={`Service level of ${name}`}
        description={
          terms ? `Agreed: ${formatTerms(terms)}.` : 'Not currently dedicated: each key has its own rate.'
        }
        actions={
          months.length > 0 && (
            <Button
              size="sm"
              onClick={() => saveFile(`${deploymentId}-service-level.csv`, 'text/csv', slaCsv(months))}
            >
              <Download />
              CSV
            </Button>
          )
        }
      />
      {months.length === 0 ? (
        <EmptyState icon={ShieldCheck} title="No monthly reports yet">
          Months appear here from the hour in which the deployment becomes dedicated.
        </EmptyState>
      ) : (
        <>
          <DataTable
            label={`Service level of ${name}`}
            columns={['Month (UTC)', 'Availability', 'p95']}
            rows={months}
            row={(one) => (
              <Tr key={one.month}>
                <Td className="whitespace-nowrap">
                  {formatMonth(one.month)}
                  {one.open && <span className="text-faint"> so far</span>}
                  <span className="figure block text-[13px] text-faint">{plural(one.calls, 'call')}</span>
                </Td>
                <Against
                  value={share(one.availabilityBasisPoints)}
                  target={`≥ ${share(one.availabilityTarget)}`}
                  verdict={one.availability}
                />
                <Against
                  value={formatMs(one.p95Ms)}
                  target={`≤ ${formatMs(one.p95TargetMs)}`}
                  verdict={one.p95}
                />
              </Tr>
            )}
          />
          <CardBody className="grid gap-1.5 border-line border-t pt-4 text-[13px] text-faint">
            <p>
              Availability is answered calls as a share of calls that were answered, overloaded or failed
              because of the platform, rounded down. Calls refused because of the caller do not count: a bad
              input or key, a rate, a quota or a cap.
            </p>
            <p>
              p95 is the time within which 95% of answered calls completed, from key check to durable answer.
              It is measured in steps of 19% and rounded up, so any doubt favours the tenant. Counting starts
              in the hour the terms began; each month is held to its last terms.
            </p>
          </CardBody>
        </>
      )}
    </Card>
  )
}

function Against({ value, target, verdict }: { value: string; target: string; verdict: Verdict }) {
  const { tone, text } = verdicts[verdict]
  return (
    <Td className="align-top">
      <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span className="figure whitespace-nowrap">{value}</span>
        <Badge tone={tone}>{text}</Badge>
      </span>
      <span className="figure block whitespace-nowrap text-[13px] text-faint">{target}</span>
    </Td>
  )
}
