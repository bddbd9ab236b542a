import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

export type RunningServer = { pid: number; port: number }

const answersSignals = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Command and state of a process; null where the system does not tell (no /proc). */
const describeProcess = async (pid: number): Promise<{ command: string; ended: boolean } | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  const [, command, state] = /^\d+ \((.*)\) (\S)/s.exec(stat ?? '') ?? []
  return command === undefined ? null : { command, ended: state === 'Z' || state === 'X' }
}

/** A killed process stays listed until its parent has asked for it; where process 1 never asks, for good. */
export const isAlive = async (pid: number): Promise<boolean> =>
  answersSignals(pid) && (await describeProcess(pid))?.ended !== true

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

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
  const alive = Number.isInteger(pid) && pid > 0 && (await isAlive(pid))
  const found = alive ? await describeProcess(pid) : null
  if (alive && (found === null || found.command === 'postgres')) return port > 0 ? { pid, port } : null
  await rm(lock, { force: true })
  return null
}

export const waitForExit = async (pid: number, timeoutMs: number): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs
  while (await isAlive(pid)) {
    if (Date.now() > deadline) return false
    await pause(25)
  }
  return true
}
