import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { openMemoryStore, openTestServices } from '../testing/index.ts'
import { addAttachment, openAttachment, removeAttachment } from './attachment.ts'
import { ask } from './fixture.ts'
import { getEngagement } from './reads.ts'

const store = openMemoryStore()
let kit: Awaited<ReturnType<typeof openTestServices>>
let ctx: WorkspaceCtx
let engagementId: string
beforeAll(async () => {
  kit = await openTestServices(store)
  ctx = await kit.addWorkspace()
  engagementId = await ask(ctx)
})
afterAll(() => kit.close())

const add = (name: string, body: string | Buffer) =>
  addAttachment(ctx, { engagementId, name }, Readable.from([Buffer.from(body)]))
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('an attachment is kept whole under a plain name, read back, and gone from the store once removed', async () => {
  const long = 'Ticket 1: 你好\n'.repeat(2_000)
  const { id, name } = await add('../../etc/要求 "1".txt', long)
  expect(name).toBe('要求 _1_.txt')
  const { content, ...head } = await openAttachment(ctx, { attachmentId: id })
  expect(head).toEqual({ fileName: name, contentType: 'text/plain' })
  expect(await text(content)).toBe(long)
  expect((await getEngagement(ctx, { id: engagementId })).attachments).toHaveLength(1)
  await removeAttachment(ctx, { attachmentId: id })
  expect(store.keys()).toEqual([])
  await expect(openAttachment(ctx, { attachmentId: id })).rejects.toMatchObject({ code: 'not_found' })
})

test.each([
  ['script.svg', '<svg onload="alert(1)"/>'],
  ['page.html', '<script>alert(1)</script>'],
  ['picture.png', '#!/bin/sh'],
  ['notes.txt', png],
  ['notes.txt', 'a\0b'],
  ['noending', 'text'],
  ['brief.pdf', png],
])('%s is refused where its ending is not allowed or does not match its content', async (name, body) => {
  await expect(add(name, body)).rejects.toMatchObject({ code: 'unsupported_media_type' })
  expect(store.keys()).toEqual([])
})

test('a picture is taken as what it is, and not into another workspace’s service', async () => {
  await add('screen.png', png)
  const other = await kit.addWorkspace()
  const intoOurs = addAttachment(other, { engagementId, name: 'a.png' }, Readable.from([png]))
  await expect(intoOurs).rejects.toMatchObject({ code: 'not_found' })
})
