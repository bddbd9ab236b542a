import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { currentAnnouncements } from './current.ts'
import { announce, endAnnouncement, listAnnouncements } from './manage.ts'

let kit: TestServices
let operator: OperatorCtx
let ctx: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  ctx = await kit.addWorkspace()
  operator = { ...kit.services, actor: ctx.actor, isOperator: true }
})
afterAll(() => kit?.close())

const titles = async () => (await currentAnnouncements(ctx)).map(({ title }) => title)
const inMinutes = (minutes: number) => new Date(kit.services.now().getTime() + minutes * 60_000)

test('is shown to its plan from its beginning until its end, or until it is taken down', async () => {
  const text = 'Half an hour at most.'
  const { id } = await announce(operator, { title: 'Everybody', text })
  await announce(operator, { title: 'Free', text, planKey: 'free', tone: 'warn' })
  await announce(operator, { title: 'Pro', text, planKey: 'pro' })
  await announce(operator, { title: 'Later', text, startsAt: inMinutes(60), endsAt: inMinutes(90) })
  expect(await titles()).toEqual(['Free', 'Everybody'])
  expect((await listAnnouncements(operator, {})).items.map(({ state }) => state)).toEqual([
    'planned',
    'shown',
    'shown',
    'shown',
  ])
  await endAnnouncement(operator, { id })
  expect(await titles()).toEqual(['Free'])
  kit.passTime(61 * 60_000)
  expect(await titles()).toEqual(['Later', 'Free'])
  kit.passTime(30 * 60_000)
  expect(await titles()).toEqual(['Free'])
})

test('refuses one that ends before it begins, and one for a plan that does not exist', async () => {
  await expect(announce(operator, { title: 'T', text: 'T', endsAt: inMinutes(-1) })).rejects.toMatchObject({
    param: 'endsAt',
  })
  await expect(announce(operator, { title: 'T', text: 'T', planKey: 'none' })).rejects.toMatchObject({
    code: 'not_found',
  })
})
