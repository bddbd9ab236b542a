import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import {
  callPredict,
  isFinished,
  type JobState,
  openTenant,
  readJob,
  readUsage,
  readUsageEvents,
  type Served,
  serve,
  uploadDataset,
} from './platform.ts'
import { until } from './poll.ts'
import { descendantsOf, isAlive, kill, postmasterOf } from './processes.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

let system: System

beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

const config = { families: ['seed-mlp'], epochs: 30, batchSize: 16 }

const startTraining = (client: Client, datasetVersionId: string, changes: object = {}) =>
  client.mutate<{ jobId: string; modelId: string }>('training.start', {
    datasetVersionId,
    config: { ...config, ...changes },
  })

const untilEpoch = (client: Client, jobId: string, epoch: number): Promise<JobState> =>
  until(
    `epoch ${epoch}`,
    () => readJob(client, jobId),
    (job) => (job.progress?.epoch ?? 0) >= epoch || isFinished(job),
  )

const listVersions = (
  client: Client,
  modelId: string,
): Promise<{ artifactSha256: string; trainingJobId: string }[]> =>
  client.query('model.versions', { id: modelId })

type Answered = { key: string; body: string; requestId: string }

/** Calls one key until it is answered, through refused connections, 409 and 503, or until `isOver`. */
const callUntilAnswered = async (
  served: Served,
  key: string,
  isOver: () => boolean,
): Promise<Answered | null> => {
  while (!isOver()) {
    try {
      const response = await callPredict(
        system.url,
        served,
        { inputs: `refund the charge ${key}` },
        { 'idempotency-key': key },
      )
      const body = await response.text()
      if (response.status === 200) {
        const { id } = JSON.parse(body) as { id: string }
        return { key, body, requestId: id }
      }
      if (![409, 429, 503].includes(response.status))
        throw new Error(`${key} got ${response.status}: ${body}`)
    } catch (error) {
      // fetch names every broken connection so.
      if (!(error instanceof TypeError)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return null
}

const callAll = (served: Served, keys: string[], callers: number, isOver = () => false) => {
  const answered: Answered[] = []
  const waiting = keys.values()
  const work = async () => {
    for (const key of waiting) {
      const answer = await callUntilAnswered(served, key, isOver)
      if (answer) answered.push(answer)
      if (isOver()) return
    }
  }
  return { answered, done: Promise.all(Array.from({ length: callers }, work)) }
}

const namesOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i}`)

describe('a training', () => {
  it('ends within seconds when it is cancelled, and publishes nothing', async () => {
    const tenant = await openTenant(system.url)
    const version = await uploadDataset(tenant, { name: 'long.csv', body: makeTickets(2_000, 3) })
    const { jobId, modelId } = await startTraining(tenant, version.id, { epochs: 200 })
    await untilEpoch(tenant, jobId, 1)
    const beganMs = performance.now()
    await tenant.mutate('training.cancel', { id: jobId })
    const job = await until('the end', () => readJob(tenant, jobId), isFinished, 30_000)
    expect(job.status).toBe('cancelled')
    expect(performance.now() - beganMs).toBeLessThan(5_000)
    expect(await listVersions(tenant, modelId)).toEqual([])
    await until(
      'its process to end',
      () => descendantsOf(system.launcherPid).filter(({ command }) => command.includes('training-child')),
      (left) => left.length === 0,
    )
  })
})

describe('kill -9', () => {
  it('of the worker in mid-training: it goes on within 30 s and publishes one version, the same as undisturbed', async () => {
    const tenant = await openTenant(system.url)
    const version = await uploadDataset(tenant, { name: 'tickets.csv', body: makeTickets(2_000, 4) })
    const undisturbed = await startTraining(tenant, version.id)
    await until('the first run', () => readJob(tenant, undisturbed.jobId), isFinished, 120_000)

    const { jobId, modelId } = await startTraining(tenant, version.id)
    const before = await untilEpoch(tenant, jobId, 8)
    expect(before.status).toBe('running')
    const worker = system.pidOf('worker')
    const children = descendantsOf(worker)
    kill(worker, 'SIGKILL')
    await until(
      'the second attempt',
      () => readJob(tenant, jobId),
      ({ attempt, progress }) => attempt >= 2 && progress !== null,
      30_000,
    )
    const job = await until('the second run', () => readJob(tenant, jobId), isFinished, 120_000)
    expect(job.status).toBe('succeeded')
    expect(children.filter(({ pid }) => isAlive(pid))).toEqual([])

    const [first] = await listVersions(tenant, undisturbed.modelId)
    const versions = await listVersions(tenant, modelId)
    expect(versions).toHaveLength(1)
    expect(versions[0]!.artifactSha256).toBe(first!.artifactSha256)
  })

  it('of the API under load, twice: every idempotency key is answered and billed exactly once', async () => {
    const tenant = await openTenant(system.url)
    const served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300, 5) })
    const keys = namesOf('once', 700)
    const load = callAll(served, keys, 24)
    for (const share of [0.25, 0.6]) {
      await until(
        'some answers',
        () => load.answered.length,
        (count) => count >= keys.length * share,
      )
      kill(system.pidOf('api'), 'SIGKILL')
    }
    await load.done
    expect(load.answered.map(({ key }) => key).sort()).toEqual(keys.toSorted())

    const events = await readUsageEvents(tenant)
    expect(events).toHaveLength(keys.length)
    expect(new Set(events.map(({ requestId }) => requestId))).toEqual(
      new Set(load.answered.map(({ requestId }) => requestId)),
    )
    expect((await readUsage(tenant)).used).toBe(keys.length)

    // Asked again, each key gives the same answer and costs nothing.
    const again = callAll(served, keys.slice(0, 50), 8)
    await again.done
    const bodies = new Map(load.answered.map(({ key, body }) => [key, body]))
    for (const { key, body } of again.answered) expect(body).toBe(bodies.get(key))
    expect((await readUsage(tenant)).used).toBe(keys.length)
  })
})

describe('kill -9 of the database alone', () => {
  it('is mended by itself: calls succeed again within seconds, and each is billed exactly once', async () => {
    const tenant = await openTenant(system.url)
    const served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300, 8) })
    const keys = namesOf('mended', 400)
    const load = callAll(served, keys, 8)
    await until(
      'some answers',
      () => load.answered.length,
      (count) => count >= 150,
    )
    const before = postmasterOf(system.home).pid
    kill(before, 'SIGKILL')
    await load.done
    expect(load.answered.map(({ key }) => key).sort()).toEqual(keys.toSorted())
    expect(postmasterOf(system.home).pid).not.toBe(before)
    const events = await readUsageEvents(tenant)
    expect(new Set(events.map(({ requestId }) => requestId))).toEqual(
      new Set(load.answered.map(({ requestId }) => requestId)),
    )
    expect(events).toHaveLength(keys.length)
    // The queues live on too: another dataset is read, and a model trained.
    await serve(tenant, { name: 'later.csv', body: makeTickets(300, 9) })
  })
})

describe('kill -9 of the database and the launcher at once', () => {
  it('loses nothing that was acknowledged and bills nothing twice, after a start on the same folder', async () => {
    const tenant = await openTenant(system.url)
    const served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300, 6) })
    const keys = namesOf('kept', 600)
    let over = false
    const load = callAll(served, keys, 16, () => over)
    await until(
      'some answers',
      () => load.answered.length,
      (count) => count >= 200,
    )
    const { id: datasetId } = await tenant.mutate<{ id: string }>('dataset.create', { name: 'Acknowledged' })
    const upload = await tenant.upload(datasetId, 'name=late.csv', makeTickets(400, 7))
    expect(upload.status).toBe(201)
    const { dataset_version: late } = (await upload.json()) as { dataset_version: { id: string } }

    const services = [system.pidOf('api'), system.pidOf('worker')]
    kill(postmasterOf(system.home).pid, 'SIGKILL')
    system.signal('SIGKILL')
    over = true
    await load.done
    await system.exited
    await until(
      'the services to leave by themselves',
      () => services.filter(isAlive),
      (left) => left.length === 0,
    )

    system = await startSystem({ home: system.home, port: system.port })
    const events = await readUsageEvents(tenant)
    const billed = new Set(events.map(({ requestId }) => requestId))
    expect(billed.size).toBe(events.length)
    expect(load.answered.filter(({ requestId }) => !billed.has(requestId))).toEqual([])
    // At most the calls in flight were committed without their caller hearing of it.
    expect(events.length - load.answered.length).toBeLessThanOrEqual(16)
    expect((await readUsage(tenant)).used).toBe(events.length)

    const replayed = callAll(
      served,
      load.answered.slice(0, 20).map(({ key }) => key),
      4,
    )
    await replayed.done
    const bodies = new Map(load.answered.map(({ key, body }) => [key, body]))
    for (const { key, body } of replayed.answered) expect(body).toBe(bodies.get(key))
    expect((await readUsage(tenant)).used).toBe(events.length)

    const version = await until(
      'the late upload to be read',
      () => tenant.query<{ status: string; rows: number }>('dataset.version', { id: late.id }),
      ({ status }) => status === 'ready' || status === 'failed',
    )
    expect(version).toMatchObject({ status: 'ready', rows: 400 })
  })
})
