import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { FrameReader, frameProtocol, writeFrame } from './frames.ts'

/** Whether a request shows the token of this installation. */
export const showsToken = (request: IncomingMessage, token: string): boolean => {
  const expected = Buffer.from(`Bearer ${token}`)
  const shown = Buffer.from(request.headers.authorization ?? '')
  return shown.length === expected.length && timingSafeEqual(shown, expected)
}

/** Whether asking again can't help, as the model itself is damaged. */
const isCorrupt = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'artifact_corrupt'

/**
 * Answers the calls of `openPredictCaller` on an HTTP server's own port, each with the path that its connection was
 * opened for. What `answer` throws is told to the caller as a failed prediction. Returns what ends the connections, which the server itself no longer knows.
 */
export const servePredictCalls = (
  server: Server,
  token: string,
  answer: (text: string, path: string) => Promise<string>,
): (() => void) => {
  const open = new Set<Socket>()

  const reply = async (socket: Socket, text: string, path: string): Promise<void> => {
    const answered = await answer(text, path).then(
      (lines) => `=${lines}`,
      (error: unknown) =>
        `${isCorrupt(error) ? '#' : '!'}${error instanceof Error ? error.message : 'failed'}`,
    )
    if (!socket.destroyed) writeFrame(socket, answered)
  }

  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (request.headers.upgrade !== frameProtocol || !showsToken(request, token)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const frames = new FrameReader()
    const take = (chunk: Buffer): void => {
      try {
        for (const text of frames.push(chunk)) void reply(socket, text, request.url ?? '/')
      } catch (error) {
        socket.destroy(error as Error)
      }
    }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // A caller that goes away has nobody left to tell.
    socket.on('error', () => {})
    socket.setNoDelay(true)
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: ${frameProtocol}\r\n\r\n`,
    )
    socket.on('data', take)
    if (head.length > 0) take(head)
  })
  return () => {
    for (const socket of open) socket.destroy()
  }
}
