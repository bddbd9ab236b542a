import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClient } from './client.ts'
import { callPredict } from './platform.ts'
import { makeHome, removeHome, type System, startSystem } from './system.ts'

type Demo = {
  url: string
  tenant: { email: string; password: string }
  operator: { email: string; password: string }
  apiKey: string
  deployments: { id: string; kind: 'text' | 'table'; name: string; example: unknown }[]
}

const run = promisify(execFile)
const home = makeHome()
let system: System
const readDemo = (): Demo => JSON.parse(readFileSync(join(home, 'demo.json'), 'utf8')) as Demo

beforeAll(async () => {
  system = await startSystem({ home, demo: true })
})
afterAll(async () => {
  await system?.stop()
  removeHome(home)
})

describe('the first start', () => {
  it('leaves demo.json with address, sign-ins, key and one deployment of each kind, readable by its owner alone', () => {
    const demo = readDemo()
    expect(demo.url).toBe(`http://localhost:${system.port}`)
    expect(demo.apiKey).toMatch(/^ask_/)
    expect(demo.deployments.map(({ kind }) => kind).sort()).toEqual(['table', 'text'])
    expect(demo.deployments.every(({ id }) => id.startsWith('dep_'))).toBe(true)
    expect(statSync(join(home, 'demo.json')).mode & 0o077).toBe(0)
  })

  it('prints a curl line that works as it stands', async () => {
    const [, line] = /^ {2}Try it {4}(curl .*)$/m.exec(system.logs()) ?? []
    expect(line).toBeDefined()
    const { stdout } = await run('sh', ['-c', line ?? ''])
    expect(JSON.parse(stdout)).toMatchObject({ predictions: [{ label: 'spam' }], usage: { predictions: 1 } })
  })

  it('prints sign-ins that work: a tenant on the Pro plan, and an operator', async () => {
    const demo = readDemo()
    for (const account of [demo.tenant, demo.operator]) expect(system.logs()).toContain(account.password)

    const tenant = openClient(system.url)
    expect((await tenant.signIn(demo.tenant)).status).toBe(200)
    const me = await tenant.query<{ workspaces: { id: string }[]; user: { isOperator: boolean } }>('me.get')
    expect(me.user.isOperator).toBe(false)
    tenant.enter(me.workspaces[0]?.id ?? '')
    expect(await tenant.query('billing.subscription')).toMatchObject({
      status: 'active',
      plan: { key: 'pro' },
    })

    const operator = openClient(system.url)
    expect((await operator.signIn(demo.operator)).status).toBe(200)
    const { total } = await operator.query<{ total: number }>('tenant.list', {})
    expect(total).toBeGreaterThanOrEqual(1)
  })

  it('predicts each deployment’s own example', async () => {
    const { apiKey, deployments } = readDemo()
    for (const { id, example } of deployments) {
      const response = await callPredict(system.url, { deploymentId: id, key: apiKey }, { inputs: example })
      expect(response.status, await response.clone().text()).toBe(200)
    }
  })

  it('is alive and ready', async () => {
    const alive = await fetch(`${system.url}/healthz`)
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }])
    const ready = await fetch(`${system.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', checks: { database: 'ok', queue: 'ok', worker: 'ok', storage: 'ok' } },
    ])
  })
})

describe('the second start', () => {
  it('trains nothing, keeps accounts, key and deployments, and serves them', async () => {
    const before = readDemo()
    await system.stop()
    system = await startSystem({ home, demo: true, port: system.port })
    expect(readDemo()).toEqual(before)
    expect(system.logs().split('\nReady')[0]).not.toContain('Training')
    const tenant = openClient(system.url)
    expect((await tenant.signIn(before.tenant)).status).toBe(200)
    for (const { id, example } of before.deployments) {
      const response = await callPredict(
        system.url,
        { deploymentId: id, key: before.apiKey },
        { inputs: example },
      )
      expect(response.status).toBe(200)
    }
  })
})
