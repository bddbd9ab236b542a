import { makeReference, type TextExamples } from '@assay/ml-core'
import type { WebhookMessage, WorkspaceCtx } from '@assay/services/core'
import { createDeployment } from '@assay/services/deployment'
import { getDrift, updateDrift } from '@assay/services/drift'
import { setMailChoice } from '@assay/services/notification'
import {
  addModelVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '@assay/services/testing'
import { createWebhook, deliverWebhook } from '@assay/services/webhook'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { measureDueDrift } from './measure-due.ts'
import { openSketcher } from './sketch-samples.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

const usual = ['win a prize now', 'lunch at noon today', 'the report is attached', 'free money for you']
const examples: TextExamples = {
  kind: 'text',
  texts: Array.from({ length: 400 }, (_, row) => usual[row % 4] ?? ''),
  labels: Int32Array.from({ length: 400 }, (_, row) => row % 2),
}
const reference = makeReference({ train: examples, test: examples, report: { labels: ['ham', 'spam'] } })

let ctx: WorkspaceCtx
let id: string
let modelVersionId: string
beforeEach(async () => {
  ctx = await kit.addWorkspace()
  ;({ modelVersionId } = await addModelVersion(ctx))
  await kit.services.dbs.sql.platform`
    update model_version set drift_reference = ${JSON.stringify(reference)}::text::jsonb where id = ${modelVersionId}`
  id = (await createDeployment(ctx, { name: 'Live', modelVersionId })).id
})

const send = (inputs: string[]) => {
  const lines = inputs.map((_input, row) => {
    const label = row % 2 ? 'spam' : 'ham'
    return `{"label":"${label}","score":0.9,"scores":[{"label":"${label}","score":0.9}]}`
  })
  return openSketcher(kit.services)([
    { workspaceId: ctx.workspaceId, deploymentId: id, modelVersionId, inputs, lines },
  ])
}
const usualInputs = (count: number) => Array.from({ length: count }, (_, row) => usual[row % 4] ?? '')
const hourLater = async () => {
  kit.passTime(3_700_000)
  return measureDueDrift(kit.services)
}
const mails = async () =>
  (await kit.queued('mail.send')).filter(({ text }) => text.includes(`/deployments/${id}?tab=drift`))

test('the same distribution raises nothing, and too few inputs are not judged at all', async () => {
  await send(usualInputs(100))
  expect(await measureDueDrift(kit.services)).toMatchObject({ measured: 0 })
  expect(await getDrift(ctx, { id })).toMatchObject({ rows: 100, result: null, alerts: [] })
  await send(usualInputs(100))
  expect(await hourLater()).toEqual({ measured: 1, raised: 0, cleared: 0 })
  expect(await getDrift(ctx, { id })).toMatchObject({ rows: 200, alerts: [], result: { rows: 200 } })
  expect(await mails()).toEqual([])
})

test('a shift is told of once, by mail and by a signed webhook, and is over once the inputs are as before', async () => {
  await kit.addMember(ctx.workspaceId, 'member')
  const viewer = await kit.addMember(ctx.workspaceId, 'viewer')
  await setMailChoice(viewer, { kind: 'drift', wanted: true })
  const { secret } = await createWebhook(ctx, {
    url: 'https://example.com/hooks',
    events: ['drift.detected', 'drift.cleared'],
  })
  await send(Array.from({ length: 300 }, (_, row) => `неожиданные слова номер ${row % 7}`))
  const first = await measureDueDrift(kit.services)
  expect(first.raised).toBeGreaterThan(0)
  expect(await hourLater()).toMatchObject({ raised: 0, cleared: 0 })

  const { alerts } = await getDrift(ctx, { id })
  expect(alerts.map(({ kind }) => kind)).toContain('novelty')
  const emailOf = async (userId: string | null) => {
    const [person] = await kit.services.dbs.sql.platform<{ email: string }[]>`
      select email from "user" where id = ${userId}`
    return person?.email
  }
  // The owner without being asked, the viewer who asked, and not the member.
  expect((await mails()).map(({ to }) => to).sort()).toEqual(
    [await emailOf(ctx.actor.id), await emailOf(viewer.actor.id)].sort(),
  )
  const sent: WebhookMessage[] = []
  const deliver = async () => {
    for (const job of await kit.queued('webhook.deliver'))
      if (job.workspaceId === ctx.workspaceId)
        await deliverWebhook(
          kit.services,
          async (message) => {
            sent.push(message)
            return { status: 204, error: null, response: '' }
          },
          job,
        )
  }
  await deliver()
  expect(sent).toHaveLength(1)
  expect(sent[0]?.secrets).toEqual([secret])
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
    type: 'drift.detected',
    data: { deploymentId: id, alerts: first.raised },
  })

  // The window has left the shift behind.
  kit.passTime(25 * 3_600_000)
  await send(usualInputs(400))
  expect(await hourLater()).toMatchObject({ raised: 0, cleared: first.raised })
  await deliver()
  expect(sent.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
    'drift.detected',
    'drift.cleared',
  ])
  expect(await mails()).toHaveLength(2)
})

test('a deployment that is not watched is not counted, and says so to whoever samples', async () => {
  await updateDrift(ctx, { id, settings: { enabled: false } })
  expect(await send(usualInputs(300))).toEqual({ unwanted: [id] })
  expect(await measureDueDrift(kit.services)).toMatchObject({ measured: 0 })
  expect(await getDrift(ctx, { id })).toMatchObject({ rows: 0 })
})
