import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Services, WorkspaceCtx } from '../core/context.ts'
import type { WebhookMessage, WebhookReply } from '../core/ports.ts'
import { createDeployment, stopDeployment } from '../deployment/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { checkUrl } from './check-url.ts'
import { deliverWebhook, retryWaitsMs } from './deliver.ts'
import { listDeliveries, replayDelivery, replayFailed } from './log.ts'
import { createWebhook, listWebhooks, rotateWebhook, testWebhook, updateWebhook } from './manage.ts'
import { warnOfQuota } from './warn-of-quota.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

const ok: WebhookReply = { status: 204, error: null, response: '' }
const down: WebhookReply = { status: 503, error: null, response: 'later' }
const url = 'https://example.com/hooks'

const open = async (events: Parameters<typeof createWebhook>[1]['events'] = ['deployment.changed']) => {
  owner = await kit.addWorkspace()
  return createWebhook(owner, { url, events })
}
const tryOnce = async (deliveryId: string, reply: WebhookReply): Promise<WebhookMessage[]> => {
  const sent: WebhookMessage[] = []
  const send = async (message: WebhookMessage) => {
    sent.push(message)
    return reply
  }
  const services: Services = kit.services
  await deliverWebhook(services, send, { workspaceId: owner.workspaceId, deliveryId })
  return sent
}
const find = async (id: string) => {
  const [row] = await kit.services.dbs.platform
    .select()
    .from(tables.webhookDelivery)
    .where(eq(tables.webhookDelivery.id, id))
  return row
}

test.each([
  'http://example.com/',
  'ftp://example.com/',
  'https://ada:secret@example.com/',
  'https://localhost/',
  'https://api.localhost./',
  'https://printer.local/',
  'https://metadata.google.internal/',
  'https://intranet/',
  'https://127.0.0.1/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://0.0.0.0/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[fe80::1]/',
  'https://[fd00:ec2::254]/',
  'https://[64:ff9b::7f00:1]/',
  'no address',
])('%s is refused as an address', (text) => {
  expect(() => checkUrl(text, {})).toThrow(expect.objectContaining({ code: 'url_not_allowed', param: 'url' }))
})

test('this machine is allowed by the setting alone, and nothing else with it', () => {
  expect(checkUrl('http://127.0.0.1:4000/', { allowLoopbackWebhooks: true })).toBe('http://127.0.0.1:4000/')
  expect(() => checkUrl('http://10.0.0.1/', { allowLoopbackWebhooks: true })).toThrow()
})

test('an event is written in the transaction of its cause, for the endpoints that chose it and no others', async () => {
  const { id } = await open()
  const deaf = await createWebhook(owner, { url, events: ['quote.sent'] })
  const { modelVersionId } = await addModelVersion(owner)
  const deployment = await createDeployment(owner, { name: 'Live', modelVersionId })
  await stopDeployment(owner, { id: deployment.id })
  const page = await listDeliveries(owner, { id })
  expect(page).toMatchObject({ total: 1, items: [{ event: 'deployment.changed', status: 'pending' }] })
  expect(JSON.parse(page.items[0]?.body ?? '')).toMatchObject({
    type: 'deployment.changed',
    data: { workspaceId: owner.workspaceId, deploymentId: deployment.id, action: 'deployment.stopped' },
  })
  expect(await listDeliveries(owner, { id: deaf.id })).toEqual({ items: [], total: 0 })
  expect(await kit.queued('webhook.deliver')).toContainEqual({
    workspaceId: owner.workspaceId,
    deliveryId: page.items[0]?.id,
  })
})

test('a delivery that fails is tried again under the same id and body, on the schedule, until none is left', async () => {
  const { id } = await open()
  const { id: message } = await testWebhook(owner, { id })
  const bodies = new Set<string>()
  for (const [place, wait] of [...retryWaitsMs, null].entries()) {
    const [sent] = await tryOnce(message, down)
    expect(sent?.id).toBe(message)
    bodies.add(sent?.body ?? '')
    const row = await find(message)
    expect(row?.attempt).toBe(place + 1)
    expect(row?.status).toBe(wait === null ? 'failed' : 'pending')
    const madeAt = new Date(row?.attempts.at(-1)?.at ?? 0).getTime()
    const waited = (row?.nextAttemptAt?.getTime() ?? 0) - madeAt
    if (wait !== null) {
      expect(waited).toBeGreaterThanOrEqual(wait)
      expect(waited).toBeLessThan(wait * 1.1 + 60_000)
    }
  }
  expect(bodies.size).toBe(1)
  expect(await tryOnce(message, ok)).toEqual([])

  expect(await replayFailed(owner, { id, since: new Date(0) })).toEqual({ queued: 1 })
  expect(await tryOnce(message, ok)).toHaveLength(1)
  const row = await find(message)
  expect(row).toMatchObject({ status: 'delivered', nextAttemptAt: null })
  expect(row?.attempts.at(-1)).toMatchObject({ status: 204 })
  await replayDelivery(owner, { id: message })
  expect(await tryOnce(message, ok)).toHaveLength(1)
})

test('an endpoint is switched off after five days in which nothing arrived, with a mail, and once it is on again it is tried', async () => {
  const { id } = await open()
  const first = await testWebhook(owner, { id })
  await tryOnce(first.id, down)
  kit.passTime(119 * 3_600_000)
  await tryOnce((await testWebhook(owner, { id })).id, down)
  expect(await listWebhooks(owner)).toMatchObject([{ disabledAt: null, failingSince: expect.any(Date) }])
  kit.passTime(2 * 3_600_000)
  const last = await testWebhook(owner, { id })
  await tryOnce(last.id, down)
  expect(await listWebhooks(owner)).toMatchObject([{ disabledAt: expect.any(Date) }])
  const [mail] = await kit.queued('mail.send')
  expect(mail).toMatchObject({ subject: 'A webhook was switched off', text: expect.stringContaining(url) })
  await expect(testWebhook(owner, { id })).rejects.toMatchObject({ code: 'conflict' })
  expect(await tryOnce(last.id, ok)).toEqual([])
  await updateWebhook(owner, { id, enabled: true })
  await replayFailed(owner, { id, since: new Date(0) })
  expect(await tryOnce(last.id, ok)).toHaveLength(1)
  expect(await listWebhooks(owner)).toMatchObject([{ disabledAt: null, failingSince: null }])
})

test('a rotated secret signs beside the new one until the overlap is over', async () => {
  const { id, secret } = await open()
  const next = await rotateWebhook(owner, { id, overlapHours: 24 })
  const [both] = await tryOnce((await testWebhook(owner, { id })).id, ok)
  expect(both?.secrets).toEqual([next.secret, secret])
  kit.passTime(25 * 3_600_000)
  const [alone] = await tryOnce((await testWebhook(owner, { id })).id, ok)
  expect(alone?.secrets).toEqual([next.secret])
  expect(JSON.stringify(await listWebhooks(owner))).not.toContain('whsec_')
})

test('each share of the quota is told of once a period', async () => {
  const { id } = await open(['quota.reached'])
  await kit.services.dbs.sql.platform`
    update quota_balance set hard_limit = 100, used = 91, period_end = now() + interval '90 days'
    where workspace_id = ${owner.workspaceId} and meter = 'predictions'`
  await warnOfQuota(kit.services)
  await warnOfQuota(kit.services)
  const { items } = await listDeliveries(owner, { id })
  const told = items.map(({ body }) => (JSON.parse(body) as { data: { percent: number } }).data.percent)
  expect(told.sort()).toEqual([75, 90])
})

test('a viewer reads the log and changes nothing', async () => {
  const { id } = await open()
  const viewer = await kit.addMember(owner.workspaceId, 'viewer')
  expect(await listDeliveries(viewer, { id })).toMatchObject({ total: 0 })
  expect(() => testWebhook(viewer, { id })).toThrow(expect.objectContaining({ code: 'forbidden' }))
})
