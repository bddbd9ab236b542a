import { isAlive, pause } from './running-server.ts'
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts'

const lookEveryMs = 250
const retryAfterMs = 500

export type KeptPostgres = { url: string; stop(): Promise<void> }

/**
 * Starts the embedded PostgreSQL or attaches to it, and starts it again on the same port should it die, so
 * that whoever holds the address only has to connect anew.
 */
export const keepPostgresRunning = async (
  options: EmbeddedOptions & { onRestart: (why: string) => void },
): Promise<KeptPostgres> => {
  let server: EmbeddedPostgres = await startEmbeddedPostgres(options)
  const { url, port } = server
  let stopping = false

  const startAgain = async (): Promise<void> => {
    options.onRestart('The database exited')
    while (!stopping)
      try {
        server = await startEmbeddedPostgres({ ...options, port })
        return
      } catch (error) {
        // Sessions of the dead server hold its memory for a moment longer.
        options.onLog?.(String(error))
        await pause(retryAfterMs)
      }
  }
  const watch = async (): Promise<void> => {
    while (!stopping) {
      await pause(lookEveryMs)
      if (!stopping && !(await isAlive(server.pid))) await startAgain()
    }
  }
  const watching = watch()
  return {
    url,
    stop: async () => {
      stopping = true
      await watching
      await server.stop()
    },
  }
}
