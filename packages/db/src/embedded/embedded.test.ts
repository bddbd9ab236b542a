import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedPostgres, findServerProcess, startEmbeddedPostgres } from './index.ts'
import { waitForExit } from './running-server.ts'

let folder: string
let server: EmbeddedPostgres
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-embedded-'))
  server = await startEmbeddedPostgres({ folder })
})
afterAll(async () => {
  await (await findServerProcess(server.dataFolder))?.stop()
  await rm(folder, { recursive: true, force: true })
  await rm(server.dataFolder, { recursive: true, force: true })
})

const query = async <T extends object>(text: string): Promise<T[]> => {
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe<T[]>(text))]
  } finally {
    await sql.end({ timeout: 5 })
  }
}

test('the owner that the product connects as is no superuser', async () => {
  expect(await query('select rolsuper, rolbypassrls from pg_roles where rolname = current_user')).toEqual([
    { rolsuper: false, rolbypassrls: false },
  ])
})

test('a second start on the same folder attaches to the server that runs', async () => {
  const second = await startEmbeddedPostgres({ folder })
  expect(second).toMatchObject({ attached: true, pid: server.pid, port: server.port, url: server.url })
})

test('kill -9 loses no committed row, and the next start serves them again', async () => {
  await query('create table kept (n int primary key)')
  for (let n = 1; n <= 20; n++) await query(`insert into kept values (${n})`)
  process.kill(server.pid, 'SIGKILL')
  await waitForExit(server.pid, 10_000)
  server = await startEmbeddedPostgres({ folder })
  expect(server.attached).toBe(false)
  expect(await query('select count(*)::int as rows from kept')).toEqual([{ rows: 20 }])
})

test.each([
  ['of a process that is gone', '4194000'],
  ['whose process number now belongs to another program', String(process.pid)],
  ['that was cut off while it was written', ''],
])('a stale postmaster.pid %s does not stop a start', async (_title, pid) => {
  const lock = join(server.dataFolder, 'postmaster.pid')
  const lines = (await readFile(lock, 'utf8')).split('\n')
  await server.stop()
  await writeFile(lock, pid === '' ? '' : [pid, ...lines.slice(1)].join('\n'))
  server = await startEmbeddedPostgres({ folder })
  expect(server.attached).toBe(false)
  expect(await query('select count(*)::int as rows from kept')).toEqual([{ rows: 20 }])
})
