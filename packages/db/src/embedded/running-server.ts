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

/**
 * The server that `postmaster.pid` in `dataFolder` speaks of, if it lives. A file left behind by a dead one,
 * or whose process number now belongs to another program, is removed.
 */
export const findRunningServer = async (dataFolder: string): Promise<RunningServer | null> => {
  const lock = join(dataFolder, 'postmaster.pid')
  const lines = (await readFile(lock, 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!Number.isInteger(pid) || pid <= 0) return null
  const command = isAlive(pid) ? await commandOf(pid) : ''
  if (command === null || command === 'postgres') return port > 0 ? { pid, port } : null
  await rm(lock, { force: true })
  return null
}

export const waitForExit = async (pid: number, timeoutMs: number): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return true
}
