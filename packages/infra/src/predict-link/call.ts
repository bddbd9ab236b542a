import { request } from 'node:http'
import type { Socket } from 'node:net'
import { FrameReader, frameProtocol, writeFrame } from './frames.ts'

/** The worker could not be reached, or went away before it had answered; another one may be asked. */
export class WorkerUnreachable extends Error {}
/** The worker answered that it, or the model, cannot. */
export class PredictionFailed extends Error {
  /** The model is damaged: no worker will ever load it. */
  readonly corrupt: boolean
  constructor(message: string, corrupt = false) {
    super(message)
    this.corrupt = corrupt
  }
}

export type PredictCaller = {
  /** The answer to one text. Throws `WorkerUnreachable` and `PredictionFailed`. */
  call(url: string, text: string): Promise<string>
  close(): void
}

type Waiting = { resolve(text: string): void; reject(error: Error): void }

/** A connection that one call at a time goes through. */
class Line {
  readonly socket: Socket
  #waiting: Waiting | null = null

  constructor(socket: Socket, timeoutMs: number) {
    this.socket = socket
    const frames = new FrameReader()
    socket.setNoDelay(true)
    socket.setTimeout(timeoutMs, () => {
      if (this.#waiting) socket.destroy(new Error('timed out'))
    })
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const text of frames.push(chunk)) this.#answer(text)
      } catch (error) {
        socket.destroy(error as Error)
      }
    })
    socket.on('error', (error) => this.#fail(error.message))
    socket.once('close', () => this.#fail('the connection was closed'))
  }

  send(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) return reject(new WorkerUnreachable('the connection is closed'))
      this.#waiting = { resolve, reject }
      writeFrame(this.socket, text)
    })
  }

  #answer(text: string): void {
    const waiting = this.#waiting
    this.#waiting = null
    if (text.startsWith('=')) waiting?.resolve(text.slice(1))
    else waiting?.reject(new PredictionFailed(text.slice(1), text.startsWith('#')))
  }

  #fail(reason: string): void {
    this.#waiting?.reject(new WorkerUnreachable(reason))
    this.#waiting = null
  }
}

const connect = (url: string, token: string, timeoutMs: number): Promise<Line> =>
  new Promise((resolve, reject) => {
    const asked = request(url, {
      timeout: timeoutMs,
      agent: false,
      headers: { connection: 'Upgrade', upgrade: frameProtocol, authorization: `Bearer ${token}` },
    })
    asked.once('upgrade', (_response, socket: Socket) => resolve(new Line(socket, timeoutMs)))
    asked.once('response', (response) => {
      response.resume()
      reject(new WorkerUnreachable(`answered ${response.statusCode}`))
    })
    asked.once('timeout', () => asked.destroy(new Error('timed out')))
    asked.once('error', (error) => reject(new WorkerUnreachable(error.message)))
    asked.end()
  })

/** Calls to workers' predict servers over connections that stay open. */
export const openPredictCaller = (token: string, timeoutMs: number): PredictCaller => {
  const idle = new Map<string, Line[]>()
  const open = new Set<Socket>()

  const take = async (url: string): Promise<Line> => {
    const waiting = idle.get(url)
    for (let line = waiting?.pop(); line; line = waiting?.pop()) if (!line.socket.destroyed) return line
    const line = await connect(url, token, timeoutMs)
    open.add(line.socket)
    line.socket.once('close', () => open.delete(line.socket))
    return line
  }
  const giveBack = (url: string, line: Line): void => {
    const lines = idle.get(url)
    if (lines) lines.push(line)
    else idle.set(url, [line])
  }

  return {
    call: async (url, text) => {
      const line = await take(url)
      try {
        return await line.send(text)
      } finally {
        if (!line.socket.destroyed) giveBack(url, line)
      }
    },
    close: () => {
      for (const socket of open) socket.destroy()
      idle.clear()
    },
  }
}
