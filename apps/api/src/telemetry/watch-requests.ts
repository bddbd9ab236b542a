import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Metrics, traced } from '@assay/infra'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Paths that are told apart; an id in one of them would make a series of its own. */
const routes = [
  '/v1/predict',
  '/v1/feedback',
  '/v1/uploads',
  '/v1/datasets',
  '/v1/batches',
  '/v1/exports',
  '/v1/requests',
  '/v1/moderations',
  '/v1/models',
  '/v1',
  '/v2',
  '/hf',
  '/trpc',
  '/api/auth',
  '/webhooks',
  '/healthz',
  '/readyz',
]

const routeOf = (url: string): string =>
  routes.find((route) => url === route || url.startsWith(`${route}/`) || url.startsWith(`${route}?`)) ??
  'page'

const w3cParent = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

const parentOf = ({ headers }: IncomingMessage): string | undefined => {
  const sent = headers['traceparent']
  return typeof sent === 'string' && w3cParent.test(sent) ? sent : undefined
}

/** Counts and traces every request; where neither is wanted, the handler itself. */
export const watchRequests = (
  answer: Answer,
  { metrics, traces }: { metrics: Metrics | null; traces: boolean },
): Answer => {
  if (!metrics && !traces) return answer
  return (request, response) => {
    const route = routeOf(request.url ?? '')
    const method = request.method ?? 'GET'
    const began = performance.now()
    const closed = new Promise<void>((resolve) => response.once('close', resolve))
    if (metrics)
      void closed.then(() =>
        metrics.request(route, method, response.statusCode, (performance.now() - began) / 1000),
      )
    if (!traces) return answer(request, response)
    const parent = parentOf(request)
    const attributes = { 'http.request.method': method, 'http.route': route }
    void traced(
      `${method} ${route}`,
      { kind: 'server', attributes, ...(parent !== undefined && { parent }) },
      async () => {
        answer(request, response)
        await closed
      },
    )
  }
}
