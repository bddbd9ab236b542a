import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Why a child ended without its answer. */
export class ChildEnded extends Error {
  readonly byUs: boolean
  constructor(message: string, byUs: boolean) {
    super(message)
    this.byUs = byUs
  }
}

export type Child<In> = {
  send(message: In): void
  /** Ends the child at once, whatever it does. */
  kill(): void
  /** Rejects with `ChildEnded` when the child ends before `settle` was called by the message handler. */
  finished: Promise<void>
}

const live = new Set<ChildProcess>()

/** For the worker's own end. */
export const killAllChildren = (): void => {
  for (const child of live) child.kill('SIGKILL')
}

/**
 * Forks an entry of this app (`training-child`, `ingest-child` and the like): heavy work leaves the event loop that
 * answers predictions, and may be killed. A child leaves by itself when its parent is gone.
 */
export const startChild = <In extends object, Out>(
  entry:
    | 'training-child'
    | 'fit-child'
    | 'ingest-child'
    | 'examine-child'
    | 'map-child'
    | 'export-child'
    | 'hosting-child',
  memoryMb: number,
  onMessage: (message: Out, settle: () => void) => void,
): Child<In> => {
  const fromSource = import.meta.url.endsWith('.ts')
  const path = fileURLToPath(new URL(`./${entry}.${fromSource ? 'ts' : 'js'}`, import.meta.url))
  const child = fork(path, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryMb}`, ...(fromSource ? ['--import', 'tsx'] : [])],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    // A terminal's Ctrl-C is for the worker, which ends its children itself.
    detached: true,
  })
  live.add(child)
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (errors.length < 4_000) errors += text
  })
  let killed = false
  const finished = new Promise<void>((resolve, reject) => {
    let settled = false
    const settle = () => {
      settled = true
    }
    // Both ends of the channel are ours: the child sends nothing but `Out`.
    child.on('message', (message) => onMessage(message as Out, settle))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      live.delete(child)
      if (settled) resolve()
      else
        reject(
          new ChildEnded(
            `${entry} ended with ${signal ?? `code ${code}`}${errors ? `: ${errors.trim().slice(0, 1_500)}` : ''}`,
            killed,
          ),
        )
    })
  })
  return {
    send: (message) => {
      if (child.connected) child.send(message)
    },
    kill: () => {
      killed = true
      child.kill('SIGKILL')
    },
    finished,
  }
}

/** The child's side: leaves when the parent is gone, and answers only while it is there. */
export const connectToParent = <In, Out extends object>(
  onMessage: (message: In) => void,
): { send(message: Out): void; close(): void } => {
  process.on('disconnect', () => process.exit(0))
  // The parent sends nothing but `In`.
  process.on('message', (message) => onMessage(message as In))
  return {
    send: (message) => {
      process.send?.(message)
    },
    close: () => {
      process.removeAllListeners('disconnect')
      process.disconnect?.()
    },
  }
}
