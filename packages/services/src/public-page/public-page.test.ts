import { tables } from '@assay/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { createDeployment } from '../deployment/index.ts'
import { forgetSwitches } from '../feature/is-enabled.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import {
  getPublicPage,
  giveBackPublicCall,
  listOpenPages,
  readPublicPage,
  setPublicPage,
  takePublicCall,
} from './index.ts'

let kit: TestServices
let ctx: WorkspaceCtx
let deploymentId: string
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  ctx = await kit.addWorkspace('Secret & Co')
  const { modelVersionId } = await addModelVersion(ctx)
  deploymentId = (await createDeployment(ctx, { name: 'Spam for Größe', modelVersionId })).id
})
afterAll(() => kit?.close())

const page = (over: object = {}) => ({
  deploymentId,
  slug: 'spam',
  isOpen: true,
  title: 'Spam filter',
  dailyCap: 5,
  ...over,
})

test('a page is closed until its people open it, and gone for everybody the moment that they close it', async () => {
  expect(await getPublicPage(ctx, { deploymentId })).toMatchObject({ isOpen: false, slug: 'spam-for-gr-e' })
  const refused = { code: 'not_found' }
  await expect(readPublicPage(ctx, 'spam')).rejects.toMatchObject(refused)
  await setPublicPage(ctx, page({ isOpen: false }))
  await expect(readPublicPage(ctx, 'spam')).rejects.toMatchObject(refused)
  await expect(takePublicCall(ctx, 'spam')).rejects.toMatchObject(refused)
  await setPublicPage(ctx, page())
  expect(await readPublicPage(ctx, 'spam')).toMatchObject({
    title: 'Spam filter',
    kind: 'text',
    stopped: false,
  })
  expect((await listOpenPages(ctx)).map(({ slug }) => slug)).toEqual(['spam'])
  await setPublicPage(ctx, page({ isOpen: false }))
  await expect(readPublicPage(ctx, 'spam')).rejects.toMatchObject(refused)
  await expect(takePublicCall(ctx, 'spam')).rejects.toMatchObject(refused)
})

test('a page tells nothing of its workspace but what was written for it', async () => {
  await setPublicPage(ctx, page({ examples: ['Win a prize'] }))
  const shown = JSON.stringify(await readPublicPage(ctx, 'spam'))
  for (const internal of ['Secret & Co', ctx.workspaceId, 'Größe', 'mdl_', 'mdv_', 'ds_', 'Messages'])
    expect(shown).not.toContain(internal)
  expect(JSON.parse(shown).examples).toEqual(['Win a prize'])
  await setPublicPage(ctx, page({ showsCard: false }))
  expect((await readPublicPage(ctx, 'spam')).card).toBeNull()
})

test('a day’s cap is never passed, however many come at once, and begins anew with the day', async () => {
  await setPublicPage(ctx, page({ dailyCap: 5 }))
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => takePublicCall(ctx, 'spam')))
  const taken = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(taken).toHaveLength(5)
  await expect(takePublicCall(ctx, 'spam')).rejects.toMatchObject({ code: 'rate_limited' })
  expect((await getPublicPage(ctx, { deploymentId })).callsToday).toBe(5)
  // What was not answered counts for nothing.
  const [first] = taken
  if (first) await giveBackPublicCall(ctx, first)
  await takePublicCall(ctx, 'spam')
  await expect(takePublicCall(ctx, 'spam')).rejects.toMatchObject({ code: 'rate_limited' })
  kit.passTime(86_400_000)
  await takePublicCall({ ...ctx, now: kit.services.now }, 'spam')
  await setPublicPage(ctx, page({ dailyCap: 0 }))
  await expect(takePublicCall(ctx, 'spam')).rejects.toMatchObject({ code: 'rate_limited' })
})

test('only admins open a page, under an address of their own, with examples of the deployment’s kind', async () => {
  const member = await kit.addMember(ctx.workspaceId, 'member')
  await expect(async () => setPublicPage(member, page())).rejects.toMatchObject({ code: 'forbidden' })
  const other = await kit.addWorkspace('Other')
  const { modelVersionId } = await addModelVersion(other)
  const theirs = (await createDeployment(other, { name: 'Theirs', modelVersionId })).id
  await expect(setPublicPage(other, page({ deploymentId: theirs }))).rejects.toMatchObject({ param: 'slug' })
  await expect(setPublicPage(other, page({ slug: 'mine' }))).rejects.toMatchObject({ code: 'not_found' })
  await expect(setPublicPage(ctx, page({ examples: [{ b64: 'AAAA' }] }))).rejects.toMatchObject({
    param: 'examples.0',
  })
  await expect(setPublicPage(ctx, page({ slug: 'Not an address' }))).rejects.toThrow('lowercase letters')
})

test('no page is shown, listed or answered for where the operator switched such pages off or stopped the workspace', async () => {
  const { workspaceId } = ctx
  const refused = { code: 'not_found' }
  const expectGone = async () => {
    await expect(readPublicPage(ctx, 'spam')).rejects.toMatchObject(refused)
    await expect(takePublicCall(ctx, 'spam')).rejects.toMatchObject(refused)
    expect(await listOpenPages(ctx)).toEqual([])
  }
  await setPublicPage(ctx, page())
  await kit.services.dbs.platform
    .insert(tables.featureOverride)
    .values({ workspaceId, name: 'public_pages', enabled: false, updatedAt: new Date() })
  forgetSwitches(kit.services)
  await expectGone()
  await expect(setPublicPage(ctx, page())).rejects.toMatchObject({ code: 'forbidden' })
  await kit.services.dbs.platform.delete(tables.featureOverride)
  forgetSwitches(kit.services)
  await readPublicPage(ctx, 'spam')
  await kit.services.dbs.platform.insert(tables.workspaceSuspension).values({
    workspaceId,
    reason: 'Unpaid',
    contact: 'help@example.com',
    suspendedAt: new Date(),
    suspendedBy: await kit.addUser('Olive'),
  })
  await expectGone()
})
