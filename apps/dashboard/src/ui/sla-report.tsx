import { Download, ShieldCheck } from 'lucide-react'
import { formatCount, formatMonth, formatMs } from '../lib/format.ts'
import { saveFile } from '../lib/save-file.ts'
import { formatTerms, slaCsv } from '../lib/sla.ts'
import type { SlaReport } from '../lib/views.ts'
import { Badge, type Tone } from './badge.tsx'
import { Button } from './button.tsx'
import { Card, CardBody, CardHeader } from './card.tsx'
import { EmptyState } from './states.tsx'
import { Table, Td, Th, Tr } from './table.tsx'

type Month = SlaReport['months'][number]
type Verdict = Month['availability']

const verdicts: Record<Verdict, { tone: Tone; text: string }> = {
  met: { tone: 'good', text: 'Met' },
  missed: { tone: 'bad', text: 'Missed' },
  no_calls: { tone: 'neutral', text: 'No calls' },
}

const share = (basisPoints: number | null): string =>
  basisPoints === null ? '–' : `${(basisPoints / 100).toFixed(2)} %`

/** What a dedicated deployment is held to, month by month, and whether it was kept. */
export function SlaReportCard({ report }: { report: SlaReport }) {
  const { terms, months, name, deploymentId } = report
  return (
    <Card data-testid="sla">
      <CardHeader
        title={`Service level of ${name}`}
        description={
          terms ? `Agreed on: ${formatTerms(terms)}.` : 'Not dedicated at present: each key has its own rate.'
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
        <EmptyState icon={ShieldCheck} title="No month to report">
          Months show up here from the hour in which the deployment becomes dedicated.
        </EmptyState>
      ) : (
        <>
          <Table label={`Service level of ${name}`}>
            <thead>
              <tr>
                <Th>Month (UTC)</Th>
                <Th align="right">Calls</Th>
                <Th align="right">Availability</Th>
                <Th>Target</Th>
                <Th align="right">p95</Th>
                <Th>Target</Th>
              </tr>
            </thead>
            <tbody>
              {months.map((one) => (
                <Tr key={one.month}>
                  <Td className="whitespace-nowrap">
                    {formatMonth(one.month)}
                    {one.open && <span className="text-faint"> so far</span>}
                  </Td>
                  <Td align="right">{formatCount(one.calls)}</Td>
                  <Td align="right">{share(one.availabilityBasisPoints)}</Td>
                  <Against target={`≥ ${share(one.availabilityTarget)}`} verdict={one.availability} />
                  <Td align="right">{formatMs(one.p95Ms)}</Td>
                  <Against target={`≤ ${formatMs(one.p95TargetMs)}`} verdict={one.p95} />
                </Tr>
              ))}
            </tbody>
          </Table>
          <CardBody className="grid gap-1.5 border-line border-t pt-4 text-[13px] text-faint">
            <p>
              Availability is the share of calls that were answered, of those answered, overloaded or failed
              for a reason of the platform’s, rounded down. Refusals that are the caller’s do not count: a bad
              input or key, a rate, a quota or a cap.
            </p>
            <p>
              p95 is the time within which 95 % of the answered calls were, from the key being checked to the
              durable answer. It is counted in steps of 19 % and rounded up, so a doubt is in the tenant’s
              favour. Counted is from the hour in which the terms began; a month is held to its last terms.
            </p>
          </CardBody>
        </>
      )}
    </Card>
  )
}

function Against({ target, verdict }: { target: string; verdict: Verdict }) {
  const { tone, text } = verdicts[verdict]
  return (
    <Td className="whitespace-nowrap">
      <span className="figure mr-2.5 text-faint">{target}</span>
      <Badge tone={tone}>{text}</Badge>
    </Td>
  )
}
