import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chown, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { findBinaries, isReachableByOthers } from './binaries.ts'
import { findRunningServer, waitForExit } from './running-server.ts'
import { findServerUser, type ServerUser } from './server-user.ts'

export type EmbeddedPostgres = {
  /** Connects as the owner of the database `assay`: not a superuser, may make roles. */
  url: string
  /** Connects as the superuser, to the database `postgres`. */
  adminUrl: string
  port: number
  pid: number
  /** Where the cluster's files lie; elsewhere than asked when the server's user could not enter there. */
  dataFolder: string
  /** A server left over from an earlier start was found alive and is used again. */
  attached: boolean
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  folder: string
  /** False only for tests: commits are not flushed to disk. */
  durable?: boolean
  /** Where a server that is started anew listens; otherwise any free port. */
  port?: number
  onLog?: (line: string) => void
}

const run = promisify(execFile)

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })

const chooseDataFolder = async (folder: string, user: ServerUser): Promise<string> => {
  const wanted = resolve(folder)
  await mkdir(wanted, { recursive: true })
  if (!user || (await isReachableByOthers(wanted))) return join(wanted, 'data')
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16)
  const elsewhere = join('/var/tmp', `assay-${name}`)
  await mkdir(elsewhere, { recursive: true, mode: 0o711 })
  await writeFile(join(wanted, 'location'), join(elsewhere, 'data'))
  return join(elsewhere, 'data')
}

const readPassword = async (file: string): Promise<string> => {
  const found = await readFile(file, 'utf8').catch(() => null)
  if (found) return found
  const password = randomBytes(18).toString('base64url')
  const handle = await open(file, 'wx', 0o600)
  await handle.writeFile(password)
  await handle.sync()
  await handle.close()
  return password
}

const initialise = async (
  binaries: string,
  dataFolder: string,
  password: string,
  user: ServerUser,
  durable: boolean,
): Promise<void> => {
  if (await readFile(join(dataFolder, 'assay-initialised')).catch(() => null)) return
  // A half-made cluster of an interrupted first start holds nothing yet.
  await rm(dataFolder, { recursive: true, force: true })
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const passwordFile = `${dataFolder}.initdb-password`
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user) {
    await chown(dataFolder, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
  }
  try {
    await run(
      join(binaries, 'bin', 'initdb'),
      [
        `--pgdata=${dataFolder}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...(user ?? {}), cwd: dirname(dataFolder), env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } },
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
  const settings = [
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    'max_connections = 100',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    'shared_buffers = 128MB',
    // After kill -9 a file-by-file sync of the folder takes seconds; this one takes a fraction.
    // Opening the log synchronously saves one system call a commit: a tenth to a third of its time here.
    ...(process.platform === 'linux'
      ? ['recovery_init_sync_method = syncfs', 'wal_sync_method = open_datasync']
      : []),
    ...(durable
      ? ['wal_compression = on']
      : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off', 'autovacuum = off']),
  ]
  await writeFile(join(dataFolder, 'postgresql.auto.conf'), `${settings.join('\n')}\n`)
  if (user) await chown(join(dataFolder, 'postgresql.auto.conf'), user.uid, user.gid)
  await writeFile(join(dataFolder, 'assay-initialised'), '')
}

const waitUntilAnswering = async (url: string, child: ChildProcess | null, log: string[]): Promise<void> => {
  const deadline = Date.now() + 60_000
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
    try {
      await sql`select 1`
      return
    } catch (error) {
      if (child && child.exitCode !== null)
        throw new Error(`PostgreSQL exited with code ${child.exitCode}:\n${log.slice(-15).join('\n')}`)
      if (Date.now() > deadline) throw error
      await new Promise((done) => setTimeout(done, 40))
    } finally {
      await sql.end({ timeout: 0 }).catch(() => {})
    }
  }
}

const createOwner = async (adminUrl: string, password: string): Promise<void> => {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    const [role] = await sql`select 1 from pg_roles where rolname = 'assay_owner'`
    if (!role) await sql.unsafe(`create role assay_owner login createrole createdb password '${password}'`)
    const [database] = await sql`select 1 from pg_database where datname = 'assay'`
    if (!database) await sql.unsafe('create database assay owner assay_owner')
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const stopServer = async (pid: number): Promise<void> => {
  // Fast shutdown: sessions are ended, everything is written, nothing has to be recovered.
  process.kill(pid, 'SIGINT')
  if (!(await waitForExit(pid, 15_000))) process.kill(pid, 'SIGKILL')
}

/** The server that still runs on a cluster's files, if any. */
export const findServerProcess = async (dataFolder: string): Promise<{ stop(): Promise<void> } | null> => {
  const running = await findRunningServer(dataFolder)
  return running ? { stop: () => stopServer(running.pid) } : null
}

/**
 * Starts the PostgreSQL that npm installed on the cluster in `folder` (made at the first start), or attaches
 * to the one that is still running there. Works as root, after kill -9, and with stale lock files.
 */
export const startEmbeddedPostgres = async (options: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const user = await findServerUser()
  const binaries = await findBinaries(user !== null)
  const folder = resolve(options.folder)
  const dataFolder = await chooseDataFolder(folder, user)
  const password = await readPassword(join(folder, 'password'))

  const running = await findRunningServer(dataFolder)
  const log: string[] = []
  let child: ChildProcess | null = null
  let port = running?.port ?? 0
  if (!running) {
    await initialise(binaries, dataFolder, password, user, options.durable ?? true)
    port = options.port ?? (await freePort())
    child = spawn(join(binaries, 'bin', 'postgres'), ['-D', dataFolder, '-p', String(port)], {
      ...(user ?? {}),
      cwd: dataFolder,
      // A terminal's Ctrl-C must reach the services first and the database last.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    })
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      for (const line of chunk.split('\n').filter(Boolean)) {
        log.push(line)
        if (log.length > 200) log.shift()
        options.onLog?.(line)
      }
    })
  }
  const pid = running?.pid ?? child?.pid
  if (!pid) throw new Error('Could not start PostgreSQL')

  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  await waitUntilAnswering(adminUrl, child, log)
  await createOwner(adminUrl, password)
  return {
    url: `postgres://assay_owner:${password}@127.0.0.1:${port}/assay`,
    adminUrl,
    port,
    pid,
    dataFolder,
    attached: running !== null,
    stop: () => stopServer(pid),
  }
}
