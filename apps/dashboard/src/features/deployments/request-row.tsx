import { formatMoment, formatPercent } from '../../lib/format.ts'
import type { RequestView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { rowLink, rowLook, Td, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** A call; its moment opens it. */
export const RequestRow = ({ request: one, onOpen }: { request: RequestView; onOpen: () => void }) => (
  <Tr className={rowLook} data-testid="request-row">
    <Td className="whitespace-nowrap">
      <button type="button" className={rowLink} onClick={onOpen} title={formatMoment(one.at)}>
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
)

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
