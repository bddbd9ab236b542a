import { type ChildProcess, fork } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'

const startTimeoutMs = 60_000
const stopTimeoutMs = 12_000

export type Service = { stop(): Promise<void> }

const waitForExit = (child: ChildProcess, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(true)
    const timer = setTimeout(() => resolve(false), timeoutMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })

/** Starts a process, waits until it says it is ready, writes its log, and starts it again should it die. */
export const startService = async (options: {
  name: string
  entry: string
  env: Record<string, string>
  logFolder: string
  onRestart: (why: string) => void
}): Promise<Service> => {
  const logFile = join(options.logFolder, `${options.name}.log`)
  const log = createWriteStream(logFile, { flags: 'a' })
  let stopping = false
  let child: ChildProcess
  let deaths = 0

  const launch = (): Promise<void> =>
    new Promise((resolve, reject) => {
      child = fork(options.entry, [], {
        execArgv: ['--enable-source-maps'],
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // A terminal's Ctrl-C is for the launcher, which stops the services in order.
        detached: true,
      })
      let tail = ''
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => {
          log.write(chunk)
          tail = (tail + chunk.toString('utf8')).slice(-3_000)
        })
      const timer = setTimeout(
        () => reject(new Error(`${options.name} did not start within one minute. See ${logFile}.`)),
        startTimeoutMs,
      )
      let ready = false
      child.on('message', () => {
        ready = true
        deaths = 0
        clearTimeout(timer)
        resolve()
      })
      child.once('exit', (code, signal) => {
        clearTimeout(timer)
        const why = `${options.name} exited with ${signal ?? `code ${code}`}`
        if (stopping) return
        if (!ready) return reject(new Error(`${why}. See ${logFile}.\n${tail}`))
        options.onRestart(why)
        const restart = () => {
          if (!stopping)
            launch().catch((error: unknown) => {
              options.onRestart(String(error))
              setTimeout(restart, 5_000)
            })
        }
        setTimeout(restart, Math.min(100 * 2 ** deaths++, 5_000))
      })
    })

  await launch()
  return {
    stop: async () => {
      stopping = true
      child.kill('SIGTERM')
      if (!(await waitForExit(child, stopTimeoutMs))) {
        child.kill('SIGKILL')
        await waitForExit(child, 2_000)
      }
      log.end()
    },
  }
}
