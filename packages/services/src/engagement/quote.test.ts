import { tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import { addDatasetVersion, openMemoryStore, openTestServices } from '../testing/index.ts'
import { acceptQuote, declineQuote } from './answer-quote.ts'
import { comment, listEntries } from './comment.ts'
import { expireQuote } from './expire-quote.ts'
import { ask, content, invoicesOf, quoted } from './fixture.ts'
import { mailEntry } from './mail-entry.ts'
import { engagementPipeline, getEngagement, getEngagementAsOperator } from './reads.ts'
import { cancelEngagement, requestEngagement } from './request.ts'
import { saveQuote, sendQuote } from './write-quote.ts'

let kit: Awaited<ReturnType<typeof openTestServices>>
let ctx: WorkspaceCtx
let operator: OperatorCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  const operatorId = await kit.addUser('Olga Operator')
  await kit.services.dbs.platform
    .update(tables.user)
    .set({ isOperator: true })
    .where(eq(tables.user.id, operatorId))
  operator = { ...kit.services, actor: { type: 'user', id: operatorId }, isOperator: true }
})
beforeEach(async () => {
  ctx = await kit.addWorkspace()
})
afterAll(() => kit.close())

const sign = (quote: { id: string; contentSha256: string }, name = 'Grace Hopper') =>
  acceptQuote(ctx, { quoteVersionId: quote.id, contentSha256: quote.contentSha256, name }, '203.0.113.7')

describe('a request', () => {
  test('names its datasets, and none of another workspace', async () => {
    const { datasetId } = await addDatasetVersion(ctx)
    const asked = { title: 'Tickets', brief: 'By team', dataKind: 'text', currency: 'EUR' } as const
    const { id } = await requestEngagement(ctx, { ...asked, datasetIds: [datasetId] })
    expect(await getEngagement(ctx, { id })).toMatchObject({
      state: 'requested',
      currency: 'eur',
      links: [{ kind: 'dataset', subjectId: datasetId, name: 'Mails' }],
    })
    const other = await kit.addWorkspace()
    await expect(requestEngagement(other, { ...asked, datasetIds: [datasetId] })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(getEngagement(other, { id })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is taken back until a quote is accepted, and not quoted for after that', async () => {
    const id = await ask(ctx)
    await cancelEngagement(ctx, { id })
    await expect(saveQuote(operator, { id, content })).rejects.toMatchObject({ code: 'conflict' })
    const { id: other, quote } = await quoted(ctx, operator)
    await sign(quote)
    await expect(cancelEngagement(ctx, { id: other })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a quote', () => {
  test('24: is refused where its milestones do not come to its total', async () => {
    const id = await ask(ctx)
    const milestones = content.milestones.map((one) => ({ ...one, amountMinor: '100000' }))
    await expect(async () =>
      saveQuote(operator, { id, content: { ...content, milestones } }),
    ).rejects.toMatchObject({
      code: 'invalid_request',
      param: 'milestones',
      message: expect.stringContaining('297500'),
    })
  })

  test('is seen by the tenant once it is sent, and never as a draft', async () => {
    const id = await ask(ctx)
    const { quoteVersionId } = await saveQuote(operator, { id, content })
    expect((await getEngagement(ctx, { id })).quotes).toEqual([])
    await expect(sign({ id: quoteVersionId, contentSha256: 'a'.repeat(64) })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await getEngagementAsOperator(operator, { id })).quotes).toHaveLength(1)
  })

  test('that was sent never changes: an edit makes the next version, beside the old one and what differs', async () => {
    const { id, quote } = await quoted(ctx, operator)
    const next = { ...content, depositMinor: '0', terms: 'Payable within 30 days.' }
    const { quoteVersionId, number } = await saveQuote(operator, { id, content: next })
    expect(number).toBe(2)
    await sendQuote(operator, { quoteVersionId })
    const { quotes } = await getEngagement(ctx, { id })
    expect(quotes.map(({ number, state }) => [number, state])).toEqual([
      [2, 'sent'],
      [1, 'superseded'],
    ])
    expect(quotes[1]).toMatchObject({ content, contentSha256: quote.contentSha256 })
    expect(quotes[0]?.differences).toEqual([
      { place: 'Deposit', before: '59500', after: '0' },
      { place: 'Terms', before: 'Payable within 14 days.', after: 'Payable within 30 days.' },
    ])
    await expect(sign(quote)).rejects.toMatchObject({ message: expect.stringContaining('newer version') })
    const { quoteVersion } = tables
    await expect(
      ctx.dbs.platform.update(quoteVersion).set({ totalMinor: 1n }).where(eq(quoteVersion.id, quote.id)),
    ).rejects.toThrow()
  })

  test('24: is accepted once, with name, time, address and the hash of what was read, under any concurrency', async () => {
    const { id, quote } = await quoted(ctx, operator)
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, (_, at) => sign(quote, `Signer number ${at}`)),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'conflict' })
    const detail = await getEngagement(ctx, { id })
    expect(detail).toMatchObject({ state: 'active', totalMinor: '297500', taxMinor: '47500' })
    expect(detail.quotes[0]?.signature).toMatchObject({
      name: expect.stringMatching(/^Signer number/),
      address: '203.0.113.7',
      contentSha256: quote.contentSha256,
    })
    expect(detail.work.map(({ amountMinor, taxMinor }) => [amountMinor, taxMinor])).toEqual([
      ['119000', '19000'],
      ['178500', '28500'],
    ])
    expect(await invoicesOf(ctx, id)).toHaveLength(1)
    const { auditEvent } = tables
    const audited = and(eq(auditEvent.workspaceId, ctx.workspaceId), eq(auditEvent.action, 'quote.accepted'))
    expect(await ctx.dbs.platform.$count(auditEvent, audited)).toBe(1)
  })

  test('is not accepted under another content than was read, nor by who may not bind the workspace', async () => {
    const { quote } = await quoted(ctx, operator)
    await expect(sign({ ...quote, contentSha256: 'b'.repeat(64) })).rejects.toMatchObject({
      code: 'conflict',
      param: 'contentSha256',
    })
    const { id: quoteVersionId, contentSha256 } = quote
    const input = { quoteVersionId, contentSha256, name: 'Mallory' }
    await expect(async () => acceptQuote({ ...ctx, role: 'member' }, input, '')).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('is declined with a reason, after which another version may follow', async () => {
    const { id, quote } = await quoted(ctx, operator)
    await declineQuote(ctx, { quoteVersionId: quote.id, reason: 'Over our budget.' })
    expect(await getEngagement(ctx, { id })).toMatchObject({
      state: 'declined',
      quotes: [{ state: 'declined', declineReason: 'Over our budget.' }],
    })
    const { quoteVersionId } = await saveQuote(operator, { id, content })
    await sendQuote(operator, { quoteVersionId })
    expect((await getEngagement(ctx, { id })).state).toBe('quoted')
  })

  test('expires by its job after its last day, and not a moment before', async () => {
    const { id, quote } = await quoted(ctx, operator)
    const at = (iso: string) => ({ ...kit.services, now: () => new Date(iso) })
    await expireQuote(at('2030-01-31T23:59:59Z'), { quoteVersionId: quote.id })
    expect((await getEngagement(ctx, { id })).state).toBe('quoted')
    const late = { ...ctx, now: () => new Date('2030-02-01T00:00:01Z') }
    const { id: quoteVersionId, contentSha256 } = quote
    await expect(
      acceptQuote(late, { quoteVersionId, contentSha256, name: 'Too Late' }, ''),
    ).rejects.toMatchObject({ message: expect.stringContaining('valid until 2030-01-31') })
    for (let run = 0; run < 2; run++) await expireQuote(at('2030-02-01T00:00:01Z'), { quoteVersionId })
    expect(await getEngagement(ctx, { id })).toMatchObject({
      state: 'expired',
      quotes: [{ state: 'expired' }],
    })
  })
})

describe('the thread', () => {
  test('keeps every word and event, and mails each once to whoever did not write it', async () => {
    const { id } = await quoted(ctx, operator)
    const { id: entryId } = await comment(ctx, { id, text: 'Could we pay later?' })
    const { items } = await listEntries(ctx, { id })
    expect(items.map(({ side, text }) => [side, text])).toEqual([
      ['tenant', 'Could we pay later?'],
      ['operator', 'Sent version 1 of the quote, valid until 2030-01-31.'],
      ['tenant', 'Asked for “Sort our tickets”.'],
    ])
    const before = (await kit.queued('mail.send')).length
    await Promise.all([mailEntry(kit.services, { entryId }), mailEntry(kit.services, { entryId })])
    const mails = await kit.queued('mail.send')
    expect(mails.length - before).toBe(1)
    expect(mails[0]).toMatchObject({
      to: `${operator.actor.id}@example.com`,
      subject: 'Service “Sort our tickets”',
      text: expect.stringContaining('Could we pay later?'),
    })
  })
})

test('the pipeline sums what stands in each state, never across currencies', async () => {
  const count = async () =>
    (await engagementPipeline(operator)).find(({ state }) => state === 'quoted')?.count ?? 0
  const before = await count()
  await quoted(ctx, operator)
  const [quotedNow] = (await engagementPipeline(operator)).filter(({ state }) => state === 'quoted')
  expect(quotedNow?.count).toBe(before + 1)
  expect(quotedNow?.sums.map(({ currency }) => currency)).toEqual(['eur'])
})
