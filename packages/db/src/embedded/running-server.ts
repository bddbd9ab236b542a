import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

export type RunningServer = { pid: number; port: number }

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Null where the system does not tell (no /proc). */
const commandOf = (pid: number): Promise<string | null> =>
  readFile(`/proc/${pid}/comm`, 'utf8').then(
    (comm) => comm.trim(),
    () => null,
  )

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Null without a file. A server writes its file right after making it, so an empty one is asked again. */
const readLock = async (lock: string): Promise<string[] | null> => {
  for (let tries = 0; ; tries++) {
    const text = await readFile(lock, 'utf8').catch(() => null)
    if (text === null) return null
    if (text.trim() !== '' || tries === 10) return text.split('\n')
    await pause(50)
  }
}

/**
 * The server that `postmaster.pid` in `dataFolder` speaks of, if it lives. A file left behind by a dead one,
 * cut off by a power failure, or whose process number now belongs to another program, is removed.
 */
export const findRunningServer = async (dataFolder: string): Promise<RunningServer | null> => {
  const lock = join(dataFolder, 'postmaster.pid')
  const lines = await readLock(lock)
  if (!lines) return null
  const pid = Number(lines[0])
  const port = Number(lines[3])
  const command = Number.isInteger(pid) && pid > 0 && isAlive(pid) ? await commandOf(pid) : ''
  if (command === null || command === 'postgres') return port > 0 ? { pid, port } : null
  await rm(lock, { force: true })
  return null
}

export const waitForExit = async (pid: number, timeoutMs: number): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await pause(25)
  }
  return true
}
