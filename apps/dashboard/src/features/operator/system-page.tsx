import { useQuery } from '@tanstack/react-query'
import { ExternalLink, Server } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatBytes, formatCount, formatDuration } from '../../lib/format.ts'
import { useNow } from '../../lib/hooks.ts'
import { backendName } from '../../lib/names.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** A worker beats every few seconds; one that has been silent for this long is taken for dead. */
const silentMs = 15_000

export function SystemPage() {
  const system = useQuery(trpc.operator.system.queryOptions(undefined, { refetchInterval: 5_000 }))
  const now = useNow()
  const stripe = system.data?.localStripeUrl
  return (
    <>
      <PageHeader
        title="System"
        description="Workers, their models, and the queue between them and you."
        actions={
          stripe &&
          /^https?:\/\//.test(stripe) && (
            <Button asChild>
              <a href={stripe} target="_blank" rel="noreferrer">
                Local Stripe
                <ExternalLink />
              </a>
            </Button>
          )
        }
      />
      <QueryView query={system} skeleton={<PageSkeleton />}>
        {({ workers, queue }) => (
          <div className="grid gap-6">
            <Card>
              <CardHeader title="Workers" />
              {workers.length === 0 ? (
                <EmptyState icon={Server} tone="bad" title="No worker has reported yet" className="pt-6">
                  Without one nothing is ingested, trained or predicted.
                </EmptyState>
              ) : (
                <Table label="Workers" className="border-line border-t">
                  <thead>
                    <tr>
                      <Th>Worker</Th>
                      <Th>Heartbeat</Th>
                      <Th>Backend</Th>
                      <Th align="right">Models loaded</Th>
                      <Th align="right">Model memory</Th>
                    </tr>
                  </thead>
                  <tbody>
                    {workers.map((one) => {
                      const silent =
                        Math.max(now.getTime(), system.dataUpdatedAt) - one.heartbeatAt.getTime() > silentMs
                      return (
                        <Tr key={one.id}>
                          <Td>
                            <span className="block font-medium font-mono text-xs">{one.id}</span>
                            <span className="block text-[13px] text-faint">{one.url}</span>
                          </Td>
                          <Td>
                            <Badge tone={silent ? 'bad' : 'good'} dot>
                              <Time at={one.heartbeatAt} />
                            </Badge>
                          </Td>
                          <Td className="text-soft">
                            {backendName(one.backend)}
                            {one.rung && <span className="text-faint"> · {one.rung}</span>}
                          </Td>
                          <Td align="right">{formatCount(one.loadedModels)}</Td>
                          <Td align="right">{formatBytes(one.memoryBytes)}</Td>
                        </Tr>
                      )
                    })}
                  </tbody>
                </Table>
              )}
            </Card>
            <Card>
              <CardHeader title="Queue" />
              {queue.length === 0 ? (
                <CardBody className="text-[13px] text-faint">Nothing waits and nothing runs.</CardBody>
              ) : (
                <Table label="Queue" className="border-line border-t">
                  <thead>
                    <tr>
                      <Th>Job</Th>
                      <Th align="right">Waiting</Th>
                      <Th align="right">Running</Th>
                      <Th align="right">Failed</Th>
                      <Th align="right">Oldest waits</Th>
                    </tr>
                  </thead>
                  <tbody>
                    {queue.map((one) => (
                      <Tr key={one.name}>
                        <Td className="font-mono text-xs">{one.name}</Td>
                        <Td align="right">{formatCount(one.waiting)}</Td>
                        <Td align="right">{formatCount(one.running)}</Td>
                        <Td align="right" className={one.failed > 0 ? 'text-bad' : ''}>
                          {formatCount(one.failed)}
                        </Td>
                        <Td align="right">
                          {one.oldestSeconds === null ? '–' : formatDuration(one.oldestSeconds)}
                        </Td>
                      </Tr>
                    ))}
                  </tbody>
                </Table>
              )}
            </Card>
          </div>
        )}
      </QueryView>
    </>
  )
}
