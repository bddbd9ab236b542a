import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { type Log, servePredictCalls, showsToken } from '@assay/infra'
import type { DriftSample } from '../drift/sketch-samples.ts'
import type { ExportAnswer, ExportRequest } from '../export/run-export.ts'
import type { AnswerGroup } from './answer-group.ts'

const readText = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    request.setEncoding('utf8')
    let text = ''
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.once('end', () => resolve(text))
    request.once('error', reject)
  })

/** Answers groups of inputs for the gateways, which show `token`. Not for the public. */
export const startPredictServer = async (options: {
  /** Answers groups on `/predict`. */
  light: AnswerGroup
  /** Answers groups on `/predict/heavy`, in another process. */
  heavy: AnswerGroup
  /** Answers `/drift`. */
  sketch(samples: DriftSample[]): Promise<{ unwanted: string[] }>
  /** Answers `/export`. */
  pack(request: ExportRequest): Promise<ExportAnswer>
  token: string
  host: string
  port: number
  log: Log
}): Promise<{ port: number; server: Server }> => {
  const sendExport = async (
    request: IncomingMessage,
    response: ServerResponse,
    send: (status: number, body: string) => void,
  ): Promise<void> => {
    // Sent by the API alone, which holds the token and has parsed it.
    const answer = await options.pack(JSON.parse(await readText(request)) as ExportRequest)
    if (answer.type === 'busy') return send(503, 'Other exports are being packed.')
    if (answer.type === 'refused') return send(422, answer.message)
    response.writeHead(200, { 'content-type': 'application/zip' })
    await pipeline(answer.stream, response)
  }

  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const send = (status: number, body: string) => {
      response.writeHead(status, {
        'content-type': 'text/plain; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      })
      response.end(body)
    }
    const answer = async (): Promise<void> => {
      if (!showsToken(request, options.token)) return send(401, 'The internal token is missing or wrong.')
      if (request.url === '/export') return sendExport(request, response, send)
      if (request.url === '/drift') {
        const { samples } = JSON.parse(await readText(request)) as { samples: DriftSample[] }
        return send(200, JSON.stringify(await options.sketch(samples)))
      }
      send(404, 'There is nothing here.')
    }
    answer().catch((error: unknown) => {
      options.log.error({ err: error, path: request.url }, 'a request could not be answered')
      if (response.headersSent) response.destroy()
      else send(500, error instanceof Error ? error.message : 'failed')
    })
  })
  servePredictCalls(server, options.token, (text, path) =>
    (path === '/predict/heavy' ? options.heavy : options.light)(text).catch((error: unknown) => {
      options.log.error({ err: error }, 'a group could not be predicted')
      throw error
    }),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  // A TCP server's address is always an AddressInfo.
  return { port: (server.address() as AddressInfo).port, server }
}
