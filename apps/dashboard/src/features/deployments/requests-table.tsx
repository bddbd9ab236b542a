import { formatMoment, formatPercent } from '../../lib/format.ts'
import type { RequestView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { rowLink, rowLook, Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

export function RequestsTable({
  requests,
  onOpen,
}: {
  requests: readonly RequestView[]
  onOpen: (id: string) => void
}) {
  return (
    <Table label="Calls">
      <thead>
        <tr>
          <Th>When</Th>
          <Th>Status</Th>
          <Th>Answer</Th>
          <Th className={wideOnly} align="right">
            Latency
          </Th>
          <Th className={wideOnly}>Key</Th>
          <Th className={wideOnly}>End user</Th>
          <Th className={wideOnly}>Kept</Th>
        </tr>
      </thead>
      <tbody>
        {requests.map((one) => (
          <Tr key={one.id} className={rowLook} data-testid="request-row">
            <Td className="whitespace-nowrap">
              <button
                type="button"
                className={rowLink}
                onClick={() => onOpen(one.id)}
                title={formatMoment(one.at)}
              >
                <Time at={one.at} />
              </button>
            </Td>
            <Td>
              <Status request={one} />
            </Td>
            <Td className="max-w-64 truncate">
              <Answer request={one} />
            </Td>
            <Td align="right" className={wideOnly}>
              {Math.round(one.latencyMs)} ms
            </Td>
            <Td className="max-w-40 truncate text-soft max-sm:hidden">
              {one.apiKeyId === null ? 'Playground' : (one.apiKeyName ?? one.apiKeyId)}
            </Td>
            <Td className="max-w-40 truncate text-soft max-sm:hidden">{one.endUserId ?? '–'}</Td>
            <Td className={wideOnly}>{one.captured ? <Badge tone="accent">input</Badge> : '–'}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}

export const Status = ({ request: { status, code } }: { request: RequestView }) => (
  <Badge tone={status < 400 ? 'good' : status < 500 ? 'warn' : 'bad'}>
    {status}
    {code && ` ${code}`}
  </Badge>
)

/** The first answer, and how many more there are. */
function Answer({ request: { answers } }: { request: RequestView }) {
  const [first, ...more] = answers ?? []
  if (!first) return <span className="text-faint">–</span>
  return (
    <>
      {first.label ?? <span className="text-faint">withheld</span>}{' '}
      <span className="figure text-faint">{formatPercent(first.score)}</span>
      {more.length > 0 && <span className="text-faint"> and {more.length} more</span>}
    </>
  )
}
