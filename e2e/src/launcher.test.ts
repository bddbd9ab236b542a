import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import {
  callPredict,
  isFinished,
  openTenant,
  readJob,
  type Served,
  serve,
  uploadDataset,
} from './platform.ts'
import { until } from './poll.ts'
import { dataFolderOf, descendantsOf, isAlive, postmasterOf } from './processes.ts'
import { freePort, makeHome, removeHome, type System, spawnLauncher, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

const resetEntry = fileURLToPath(new URL('../../apps/launcher/dist/reset.js', import.meta.url))

let system: System
let tenant: Client
let served: Served

beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
  served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300) })
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

const isPredicting = async (): Promise<boolean> =>
  (await callPredict(system.url, served, { inputs: 'refund my card' })).status === 200

const reset = (home: string): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [resetEntry],
      { env: { ...process.env, ASSAY_HOME: home } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    )
  })

describe('while it runs', () => {
  it('refuses a second start on the same folder, which says so and exits 1, and the first serves on', async () => {
    const second = spawnLauncher({ home: system.home, port: await freePort() })
    expect(await second.exited).toBe(1)
    expect(second.output()).toContain(`already running in ${system.home} (process ${system.launcherPid})`)
    expect(second.output()).toContain('ASSAY_HOME')
    expect(await isPredicting()).toBe(true)
  })

  it('refuses a start on a taken port with the remedy, before it starts anything', async () => {
    const home = makeHome()
    const second = spawnLauncher({ home, port: system.port })
    expect(await second.exited).toBe(1)
    expect(second.output()).toContain(`Port ${system.port} is already in use`)
    expect(second.output()).toContain(`PORT=${system.port + 1}`)
    expect(existsSync(join(home, 'postgres'))).toBe(false)
    expect(existsSync(join(home, 'launcher.pid'))).toBe(false)
    removeHome(home)
  })

  it('refuses a reset and touches nothing', async () => {
    const { code, output } = await reset(system.home)
    expect(code).toBe(1)
    expect(output).toContain('already running')
    expect(await isPredicting()).toBe(true)
  })
})

describe('stopping and starting again', () => {
  it('leaves no process behind after SIGINT, even in the midst of a training', async () => {
    const version = await uploadDataset(tenant, { name: 'long.csv', body: makeTickets(3_000, 9) })
    const { jobId } = await tenant.mutate<{ jobId: string }>('training.start', {
      datasetVersionId: version.id,
      config: { families: ['seed-mlp'], epochs: 200 },
    })
    const below = () => descendantsOf(system.launcherPid)
    await until('the training child', below, (all) =>
      all.some(({ command }) => command.includes('training-child')),
    )
    const processes = below()
    for (const name of ['api/dist/server.js', 'worker/dist/main.js', 'training-child', 'postgres'])
      expect(
        processes.some(({ command }) => command.includes(name)),
        name,
      ).toBe(true)

    system.signal('SIGINT')
    expect(await system.exited).toBe(0)
    await until(
      'all to end',
      () => processes.filter(({ pid }) => isAlive(pid)),
      (left) => left.length === 0,
      5_000,
    )
    expect(existsSync(join(system.home, 'launcher.pid'))).toBe(false)
    expect(existsSync(join(dataFolderOf(system.home), 'postmaster.pid'))).toBe(false)

    system = await startSystem({ home: system.home, port: system.port })
    // It is taken up again by itself; nobody waits for all of its epochs here.
    await tenant.mutate('training.cancel', { id: jobId })
    const job = await until('the job to end', () => readJob(tenant, jobId), isFinished)
    expect(job.status).toBe('cancelled')
  })

  it('keeps sessions, keys and deployments over a restart with stale lock files of dead and strange processes', async () => {
    await system.stop()
    const stranger = spawn('sleep', ['600'])
    try {
      writeFileSync(join(system.home, 'launcher.pid'), String(stranger.pid))
      const data = dataFolderOf(system.home)
      writeFileSync(
        join(data, 'postmaster.pid'),
        `${stranger.pid}\n${data}\n1\n${await freePort()}\n\n127.0.0.1\n\n`,
      )
      system = await startSystem({ home: system.home, port: system.port })
      expect(isAlive(stranger.pid ?? 0)).toBe(true)
    } finally {
      stranger.kill()
    }
    expect(readFileSync(join(system.home, 'launcher.pid'), 'utf8')).toBe(String(system.launcherPid))
    // The cookie and the key of before.
    const me = await tenant.query<{ user: { name: string } } | null>('me.get')
    expect(me?.user.name).toBe('Tenant')
    const { total } = await tenant.query<{ total: number }>('deployment.list', {})
    expect(total).toBe(1)
    expect(await isPredicting()).toBe(true)
  })

  it('attaches to a database that outlived its launcher, and ends it when it stops', async () => {
    const { pid } = postmasterOf(system.home)
    system.signal('SIGKILL')
    await system.exited
    expect(isAlive(pid)).toBe(true)
    system = await startSystem({ home: system.home, port: system.port })
    expect(postmasterOf(system.home).pid).toBe(pid)
    expect(await isPredicting()).toBe(true)
    await system.stop()
    expect(isAlive(pid)).toBe(false)
  })

  it('empties the folder on reset and begins anew', async () => {
    const { code, output } = await reset(system.home)
    expect(code).toBe(0)
    expect(output).toContain(`Deleted ${system.home}`)
    expect(existsSync(system.home)).toBe(false)
  })
})
