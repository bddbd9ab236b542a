import { tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Money, startMoney } from '../billing/fixture.ts'
import { getInvoice, listInvoices } from '../billing/invoice-reads.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { revenue } from '../operator/revenue.ts'
import type { EngagementDetail } from '../views.ts'
import { acceptChange, declineChange, proposeChange } from './change.ts'
import { accepted, content, invoicesOf } from './fixture.ts'
import { acceptMilestone, askForChanges, moveMilestone } from './milestone.ts'
import { getEngagement, getEngagementAsOperator } from './reads.ts'
import { sendEngagementInvoice } from './send-invoice.ts'
import { addTask, updateTask } from './task.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const deliver = async (ctx: WorkspaceCtx, milestoneId: string) => {
  await moveMilestone(money.operator(), { milestoneId, state: 'in_review' })
  await acceptMilestone(ctx, { milestoneId })
}
const sendAll = async (ctx: WorkspaceCtx, id: string) => {
  for (const row of await invoicesOf(ctx, id))
    await sendEngagementInvoice(money.services, { engagementInvoiceId: row.id })
  await money.applyAll()
}
const atStripe = async (ctx: WorkspaceCtx) =>
  (await money.stripe.invoices.list({ customer: await money.customerOf(ctx), limit: 100 })).data
const milestone = (detail: EngagementDetail, at: number) => {
  const found = detail.work[at]
  if (!found) throw new Error(`no milestone ${at}`)
  return found
}
const fault = (faults: object) =>
  fetch(`${money.services.stripe.localUrl}/_faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  })

describe('invoices of a service', () => {
  test('the deposit at acceptance, each milestone at its own, come to the total, and are services in the revenue', async () => {
    const ctx = await money.createWorkspace()
    const { id } = await accepted(ctx, money.operator())
    await sendAll(ctx, id)
    let detail = await getEngagement(ctx, { id })
    expect(detail.deposit).toMatchObject({ state: 'sent', amountMinor: '59500', status: 'open' })
    expect(await money.pay(detail.deposit?.hostedUrl ?? '')).toBe(303)
    await money.applyAll()
    for (const at of [1, 0]) await deliver(ctx, milestone(detail, at).id)
    await sendAll(ctx, id)
    detail = await getEngagement(ctx, { id })
    expect(detail.state).toBe('completed')
    expect(detail.deposit?.status).toBe('paid')
    expect(detail.work.map(({ invoice }) => invoice?.amountMinor)).toEqual(['119000', '119000'])
    const invoices = await listInvoices(ctx, {})
    expect(invoices.total).toBe(3)
    expect(invoices.items.reduce((sum, { totalMinor }) => sum + BigInt(totalMinor), 0n)).toBe(297_500n)
    const second = await getInvoice(ctx, { id: milestone(detail, 1).invoice?.invoiceId ?? '' })
    expect(
      second.lines.map(({ kind, description, amountMinor }) => [kind, description, amountMinor]),
    ).toEqual([
      ['services', 'Deployed model', '150000'],
      ['tax', 'Tax, 19 % (Deployed model)', '28500'],
      ['services', 'Less the deposit already invoiced', '-50000'],
      ['tax', 'Tax, 19 % (Less the deposit already invoiced)', '-9500'],
    ])
    const eur = (await revenue(money.operator())).currencies.find(({ currency }) => currency === 'eur')
    expect(eur).toMatchObject({ invoicedMinor: '297500', collectedMinor: '59500' })
    expect(eur?.byMonth).toMatchObject([{ baseMinor: '0', usageMinor: '0', servicesMinor: '250000' }])
  })

  test('an answer that is lost at any step, and a job that runs again, end with one invoice', async () => {
    const ctx = await money.createWorkspace()
    const { id } = await accepted(ctx, money.operator())
    const [row] = await invoicesOf(ctx, id)
    const engagementInvoiceId = row?.id ?? ''
    // More answers are lost each time than the SDK asks again for: the job fails further along, and is run anew.
    for (let lost = 3; lost <= 18; lost += 5) {
      await fault({ dropAnswers: lost })
      await sendEngagementInvoice(money.services, { engagementInvoiceId }).catch(() => {})
    }
    await fault({ dropAnswers: 0 })
    await Promise.all([
      sendEngagementInvoice(money.services, { engagementInvoiceId }).catch(() => {}),
      sendEngagementInvoice(money.services, { engagementInvoiceId }).catch(() => {}),
    ])
    await sendEngagementInvoice(money.services, { engagementInvoiceId })
    const [only, ...others] = await atStripe(ctx)
    expect(others).toEqual([])
    expect(only).toMatchObject({ status: 'open', total: 59_500 })
    expect(only?.lines.data.map(({ amount }) => amount)).toEqual([50_000, 9_500])
  })

  test('a process that dies after Stripe has made the invoice and before we know is made good by the notice', async () => {
    const ctx = await money.createWorkspace()
    const { id } = await accepted(ctx, money.operator())
    const [row] = await invoicesOf(ctx, id)
    const engagementInvoiceId = row?.id ?? ''
    const dying = {
      ...money.services,
      stripe: {
        ...money.services.stripe,
        sendInvoice: async (order: Parameters<typeof money.services.stripe.sendInvoice>[0]) => {
          await money.services.stripe.sendInvoice(order)
          throw new Error('killed')
        },
      },
    }
    await expect(sendEngagementInvoice(dying, { engagementInvoiceId })).rejects.toThrow('killed')
    await money.applyAll()
    expect((await getEngagement(ctx, { id })).deposit).toMatchObject({ state: 'pending', status: 'open' })
    await sendEngagementInvoice(money.services, { engagementInvoiceId })
    expect((await getEngagement(ctx, { id })).deposit).toMatchObject({ state: 'sent', status: 'open' })
    expect(await atStripe(ctx)).toHaveLength(1)
  })

  test('a milestone that the deposit has paid for asks for nothing more', async () => {
    const ctx = await money.createWorkspace()
    const detail = await accepted(ctx, money.operator(), { depositMinor: '297500' })
    await deliver(ctx, milestone(detail, 0).id)
    expect(milestone(await getEngagement(ctx, { id: detail.id }), 0).invoice).toMatchObject({
      state: 'covered',
      amountMinor: '0',
    })
  })
})

describe('a milestone', () => {
  test('is accepted once, and only once it was delivered, under any concurrency', async () => {
    const ctx = await money.createWorkspace()
    const detail = await accepted(ctx, money.operator())
    const { id: milestoneId } = milestone(detail, 0)
    await expect(acceptMilestone(ctx, { milestoneId })).rejects.toMatchObject({ code: 'conflict' })
    await moveMilestone(money.operator(), { milestoneId, state: 'in_review' })
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () => acceptMilestone(ctx, { milestoneId })),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await invoicesOf(ctx, detail.id)).toHaveLength(2)
    await expect(moveMilestone(money.operator(), { milestoneId, state: 'todo' })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('goes back into work where the tenant asks for changes, with its tasks beside it', async () => {
    const ctx = await money.createWorkspace()
    const detail = await accepted(ctx, money.operator())
    const { id: milestoneId } = milestone(detail, 0)
    const { id: taskId } = await addTask(money.operator(), {
      milestoneId,
      title: 'Label 500',
      assignee: 'Ida',
    })
    await updateTask(money.operator(), { taskId, state: 'done' })
    await moveMilestone(money.operator(), { milestoneId, state: 'in_review' })
    await askForChanges(ctx, { milestoneId, text: 'The French ones are missing.' })
    expect(milestone(await getEngagement(ctx, { id: detail.id }), 0)).toMatchObject({
      state: 'in_progress',
      tasks: [{ title: 'Label 500', assignee: 'Ida', state: 'done' }],
    })
  })
})

describe('a change request', () => {
  const more = (amountMinor: string) => ({
    title: 'A fifth language',
    reason: 'Asked for in the call.',
    content: {
      lines: [{ description: 'Polish', quantity: '1', unitPriceMinor: amountMinor }],
      milestones: [
        {
          type: 'add' as const,
          title: 'Polish',
          description: '',
          amountMinor: String((BigInt(amountMinor) * 119n) / 100n),
          dueOn: null,
        },
      ],
    },
  })
  const change = async (ctx: WorkspaceCtx, id: string) => (await getEngagement(ctx, { id })).changes[0]

  test('changes nothing until the tenant signs it, once, and then adds its milestone to the total', async () => {
    const ctx = await money.createWorkspace()
    const { id } = await accepted(ctx, money.operator())
    const { changeId } = await proposeChange(money.operator(), { id, ...more('10000') })
    expect((await getEngagement(ctx, { id })).totalMinor).toBe('297500')
    const { contentSha256 = '' } = (await change(ctx, id)) ?? {}
    const accept = () => acceptChange(ctx, { changeId, contentSha256, name: 'Grace Hopper' }, '::1')
    const answers = await Promise.allSettled([accept(), accept(), accept()])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const after = await getEngagement(ctx, { id })
    expect(after).toMatchObject({ totalMinor: '309400', taxMinor: '49400' })
    expect(after.work.map(({ title }) => title)).toEqual(['Clean data', 'Deployed model', 'Polish'])
  })

  test('is refused where it would touch what is accepted, or leave the deposit without work', async () => {
    const ctx = await money.createWorkspace()
    const detail = await accepted(ctx, money.operator(), { depositMinor: '200000' })
    const less = (at: number, unitPriceMinor: string) =>
      proposeChange(money.operator(), {
        id: detail.id,
        title: 'Less',
        reason: 'Smaller scope.',
        content: {
          lines: [{ description: 'Rebate', quantity: '1', unitPriceMinor }],
          milestones: [
            {
              type: 'alter',
              milestoneId: milestone(detail, at).id,
              deltaMinor: String((BigInt(unitPriceMinor) * 119n) / 100n),
            },
          ],
        },
      })
    await expect(less(0, '-100000')).rejects.toThrow(/less than the deposit/)
    const { changeId } = await less(0, '-10000')
    await declineChange(ctx, { changeId, reason: 'No.' })
    await deliver(ctx, milestone(detail, 0).id)
    await expect(less(0, '-1000')).rejects.toThrow(/not accepted yet/)
  })

  test('24: Σ milestones = total, and Σ invoices with the deposit too, after any sequence of changes', async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('add' as const), price: fc.integer({ min: 1, max: 99_999 }) }),
      fc.record({
        type: fc.constant('alter' as const),
        at: fc.nat(5),
        price: fc.integer({ min: -60_000, max: 60_000 }),
      }),
      fc.record({ type: fc.constant('accept' as const), at: fc.nat(5) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.integer({ min: 0, max: 297_500 }),
        async (steps, deposit) => {
          const ctx = await money.createWorkspace()
          const { id } = await accepted(ctx, money.operator(), { depositMinor: String(deposit) })
          for (const one of steps) {
            const { work } = await getEngagement(ctx, { id })
            const target = 'at' in one ? work[one.at % work.length] : undefined
            // What the rules refuse leaves everything as it was.
            await act(ctx, id, one, target?.id ?? '').catch((error: unknown) => {
              expect(error).toMatchObject({ name: 'AssayError' })
            })
            const { engagementMilestone, engagement } = tables
            const [sums] = await money.dbs.platform
              .select({
                total: engagement.totalMinor,
                planned: sql<string>`(select sum(m.amount_minor) from ${engagementMilestone} m where m.engagement_id = ${id})`,
              })
              .from(engagement)
              .where(eq(engagement.id, id))
            expect(String(sums?.total)).toBe(sums?.planned)
          }
          for (const { id: milestoneId, state } of (await getEngagement(ctx, { id })).work)
            if (state !== 'done') await deliver(ctx, milestoneId)
          const end = await getEngagementAsOperator(money.operator(), { id })
          const billed = (await invoicesOf(ctx, id)).reduce((sum, row) => sum + row.amountMinor, 0n)
          expect(end.state).toBe('completed')
          expect(billed.toString()).toBe(end.totalMinor)
        },
      ),
      { numRuns: 5 },
    )
  })

  const act = async (
    ctx: WorkspaceCtx,
    id: string,
    one: { type: 'add' | 'alter' | 'accept'; price?: number },
    milestoneId: string,
  ) => {
    if (one.type === 'accept') return deliver(ctx, milestoneId)
    const net = BigInt(one.price ?? 0)
    const size = net < 0n ? -net : net
    const tax = ((2n * size * 19n + 100n) / 200n) * (net < 0n ? -1n : 1n)
    const gross = String(net + tax)
    const { changeId } = await proposeChange(money.operator(), {
      id,
      title: 'Change',
      reason: 'Because.',
      content: {
        lines: [{ description: 'Work', quantity: '1', unitPriceMinor: String(net) }],
        milestones: [
          one.type === 'add'
            ? { type: 'add', title: 'More', amountMinor: gross }
            : { type: 'alter', milestoneId, deltaMinor: gross },
        ],
      },
    })
    const { contentSha256 = '' } = (await change(ctx, id)) ?? {}
    await acceptChange(ctx, { changeId, contentSha256, name: 'Grace Hopper' }, '::1')
  }
})

test('the database itself refuses milestones that do not come to the total', async () => {
  const ctx = await money.createWorkspace()
  const detail = await accepted(ctx, money.operator())
  expect(content.milestones).toHaveLength(2)
  await expect(
    money.dbs.platform
      .update(tables.engagementMilestone)
      .set({ amountMinor: 1n })
      .where(eq(tables.engagementMilestone.id, milestone(detail, 0).id)),
  ).rejects.toThrow()
})
