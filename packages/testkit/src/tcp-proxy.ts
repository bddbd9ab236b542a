import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type TcpProxy = {
  port: number
  /** From now on bytes are kept back, in both directions or only on the way to the client; connections stay. */
  partition(direction?: 'both' | 'answers'): void
  /** What was kept back goes on, in its order. */
  heal(): void
  /** Every connection breaks off, and what was kept back on the way to the client is lost. */
  reset(): void
  close(): Promise<void>
}

/** A wire to a server on this machine that a test cuts and mends. */
export const openTcpProxy = async (targetPort: number): Promise<TcpProxy> => {
  const pairs = new Set<{ client: Socket; server: Socket }>()
  let asking = true
  let answering = true
  const steer = ({ client, server }: { client: Socket; server: Socket }): void => {
    // Paused streams keep what arrives, as a wire without a far end does.
    if (asking) client.resume()
    else client.pause()
    if (answering) server.resume()
    else server.pause()
  }
  const listener = createServer({ allowHalfOpen: false }, (client) => {
    const server = connect(targetPort, '127.0.0.1')
    const pair = { client, server }
    pairs.add(pair)
    client.on('data', (bytes) => server.write(bytes))
    server.on('data', (bytes) => client.write(bytes))
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => {})
      one.once('close', () => {
        other.destroy()
        pairs.delete(pair)
      })
    }
    steer(pair)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const steerAll = (asks: boolean, answers: boolean): void => {
    asking = asks
    answering = answers
    for (const pair of pairs) steer(pair)
  }
  const reset = (): void => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy()
      // An end that comes after all bytes: what was asked arrives, and nobody hears the answer.
      server.end()
    }
  }
  return {
    // A listening TCP server's address is always an AddressInfo.
    port: (listener.address() as AddressInfo).port,
    partition: (direction = 'both') => steerAll(direction === 'answers', false),
    heal: () => steerAll(true, true),
    reset,
    close: async () => {
      const closed = new Promise((resolve) => listener.close(resolve))
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      await closed
    },
  }
}
