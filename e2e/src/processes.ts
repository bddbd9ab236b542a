import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Process = { pid: number; parent: number; command: string }

const listProcesses = (): Process[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 })
    .split('\n')
    .flatMap((line) => {
      const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
      // A zombie has ended; only its parent has not asked how.
      return pid && state && !state.startsWith('Z')
        ? [{ pid: Number(pid), parent: Number(parent), command: command ?? '' }]
        : []
    })

/** All processes below one, children before grandchildren. */
export const descendantsOf = (pid: number): Process[] => {
  const all = listProcesses()
  const found: Process[] = []
  let generation = [pid]
  while (generation.length > 0) {
    const children = all.filter(({ parent }) => generation.includes(parent))
    found.push(...children)
    generation = children.map((child) => child.pid)
  }
  return found
}

export const isAlive = (pid: number): boolean => listProcesses().some((one) => one.pid === pid)

/** Throws unless exactly one child of the launcher runs the given entry. */
export const serviceOf = (launcherPid: number, name: 'api' | 'worker'): number => {
  const entry = name === 'api' ? 'api/dist/server.js' : 'worker/dist/main.js'
  const [found, second] = descendantsOf(launcherPid).filter(
    ({ parent, command }) => parent === launcherPid && command.includes(entry),
  )
  if (!found || second) throw new Error(`Expected one ${name} below the launcher ${launcherPid}`)
  return found.pid
}

export const dataFolderOf = (home: string): string => {
  try {
    return readFileSync(join(home, 'postgres', 'location'), 'utf8')
  } catch {
    return join(home, 'postgres', 'data')
  }
}

/** Process number and port of the database, from its own lock file. Throws while there is none. */
export const postmasterOf = (home: string): { pid: number; port: number } => {
  const lines = readFileSync(join(dataFolderOf(home), 'postmaster.pid'), 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

export const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
