import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string }

const readBody = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

/** A server that answers as each test says, and remembers what it was asked. */
export const startFakeServer = async () => {
  const seen: Seen[] = []
  let answer: (asked: Seen, response: ServerResponse, place: number) => void = (_asked, response) =>
    response.end('{}')
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const asked = { method, url, headers, body: await readBody(request) }
    answer(asked, response, seen.push(asked) - 1)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    // A TCP server's address is always an AddressInfo.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answerWith: (next: typeof answer) => {
      seen.length = 0
      answer = next
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

export const refuse = (
  response: ServerResponse,
  status: number,
  error: { code: string; type?: string; param?: string | null; message?: string },
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(
    JSON.stringify({
      error: { type: 'api_error', message: error.code, param: null, request_id: 'req_1', ...error },
    }),
  )
}
