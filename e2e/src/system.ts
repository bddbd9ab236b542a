import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from './poll.ts'
import { dataFolderOf, descendantsOf, isAlive, kill, postmasterOf, serviceOf } from './processes.ts'

const launcherEntry = fileURLToPath(new URL('../../apps/launcher/dist/main.js', import.meta.url))
const startWithinMs = 200_000

/** An installation that is running: launcher, database, local Stripe, worker and API. */
export type System = {
  /** Without a slash at the end. */
  url: string
  port: number
  home: string
  launcherPid: number
  /** What the launcher said, and the logs of its services. */
  logs(): string
  /** Process numbers as of now; a service that was started again has another. */
  pidOf(name: 'api' | 'worker'): number
  databaseUrl(): string
  signal(signal: NodeJS.Signals): void
  /** Resolves with the launcher's exit code, null where a signal ended it. */
  exited: Promise<number | null>
  /** Ends every process of it; the folder stays. */
  stop(): Promise<void>
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '0.0.0.0', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** A folder that the database's own user can enter too, so that everything lies in it. */
export const makeHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'assay-e2e-'))
  chmodSync(home, 0o755)
  return home
}

export const removeHome = (home: string): void => {
  const data = dataFolderOf(home)
  if (!data.startsWith(home)) rmSync(dirname(data), { recursive: true, force: true })
  rmSync(home, { recursive: true, force: true })
}

/** Runs the launcher and answers at once; `output` grows. It ends by itself when this process does. */
export const spawnLauncher = (options: {
  home: string
  port: number
  demo?: boolean
  env?: Record<string, string>
}): { child: ChildProcess; output: () => string; exited: Promise<number | null> } => {
  const child = spawn(process.execPath, ['--enable-source-maps', launcherEntry], {
    cwd: options.home,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? options.home,
      ASSAY_HOME: options.home,
      ASSAY_DEMO: options.demo ? '1' : '0',
      PORT: String(options.port),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  return {
    child,
    output: () => output,
    exited: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
  }
}

const readLog = (home: string, name: string): string => {
  const file = join(home, 'logs', `${name}.log`)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

const endPostmaster = async (home: string): Promise<void> => {
  if (!existsSync(join(dataFolderOf(home), 'postmaster.pid'))) return
  const { pid } = postmasterOf(home)
  kill(pid, 'SIGQUIT')
  await until(
    'the database to end',
    () => isAlive(pid),
    (alive) => !alive,
    15_000,
  )
}

/** Starts an installation and waits until it says it is ready. A given `home` is used again. */
export const startSystem = async (
  options: { home?: string; port?: number; demo?: boolean; env?: Record<string, string> } = {},
): Promise<System> => {
  const home = options.home ?? makeHome()
  const port = options.port ?? (await freePort())
  const { child, output, exited } = spawnLauncher({ ...options, home, port })
  const launcherPid = child.pid
  if (!launcherPid) throw new Error('The launcher could not be started')
  const logs = () => `${output()}\n${readLog(home, 'api')}\n${readLog(home, 'worker')}`

  const stop = async (): Promise<void> => {
    const below = descendantsOf(launcherPid)
    kill(launcherPid, 'SIGTERM')
    await exited
    for (const { pid } of below) {
      await until(
        `process ${pid} to end`,
        () => isAlive(pid),
        (alive) => !alive,
        15_000,
      ).catch(() => kill(pid, 'SIGKILL'))
    }
    await endPostmaster(home)
  }

  let over = false
  void exited.then(() => {
    over = true
  })
  try {
    await until(
      'the launcher to be ready',
      () => over || /^Ready: http/m.test(output()),
      Boolean,
      startWithinMs,
    )
    if (over) throw new Error('The launcher ended instead of becoming ready')
  } catch (error) {
    await stop()
    const told = logs().slice(-4_000)
    if (!options.home) removeHome(home)
    throw new Error(`${(error as Error).message}:\n${told}`)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    home,
    launcherPid,
    logs,
    pidOf: (name) => serviceOf(launcherPid, name),
    databaseUrl: () =>
      `postgres://assay_owner:${readFileSync(join(home, 'postgres', 'password'), 'utf8')}@127.0.0.1:${postmasterOf(home).port}/assay`,
    signal: (signal) => kill(launcherPid, signal),
    exited,
    stop,
  }
}
