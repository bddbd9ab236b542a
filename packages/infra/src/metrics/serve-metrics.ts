import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { showsToken } from '../predict-link/serve.ts'
import type { Metrics } from './open-metrics.ts'

const loopback = ['127.0.0.1', '::1', 'localhost']

/**
 * Answers `GET /metrics` on a port of its own, never on the public one. Throws where it would be open to a network
 * without a token.
 */
export const serveMetrics = async (
  metrics: Metrics,
  { host, port, token }: { host: string; port: number; token: string | undefined },
): Promise<{ port: number; close(): void }> => {
  if (!token && !loopback.includes(host))
    throw new Error(`METRICS_HOST is ${host}, which other machines can reach. Set METRICS_TOKEN too.`)
  const server = createServer((request, response) => {
    const end = (status: number, text: string, type = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': type }).end(text)
    if (request.url !== '/metrics') return void end(404, 'There is nothing here. See /metrics.\n')
    if (token && !showsToken(request, token))
      return void end(401, 'Send the token of METRICS_TOKEN as Authorization: Bearer …\n')
    metrics.read().then(
      ({ type, text }) => end(200, text, type),
      () => end(500, 'The metrics could not be read.\n'),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  server.unref()
  // A TCP server's address is always an AddressInfo.
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}
