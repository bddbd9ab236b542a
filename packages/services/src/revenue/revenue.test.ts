import { parseDecimal } from '@assay/billing'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelSubscription } from '../billing/change-plan.ts'
import { type Money, startMoney } from '../billing/fixture.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { correctInvoice } from '../correction/correct-invoice.ts'
import { exportReport, exportReportInput } from '../operator/export-report.ts'
import { revenue } from '../operator/revenue.ts'
import { addModelVersion } from '../testing/index.ts'
import { recordMeterUsage } from '../usage/record-meter.ts'
import { listCostRates, setCostRates } from './cost-rates.ts'
import { freshness } from './freshness.ts'
import { tenantMargins } from './margin.ts'
import { revenueOutlook } from './outlook.ts'
import { receivables } from './receivables.ts'
import { customerRetention } from './retention.ts'
import { revenueStreams } from './streams.ts'

let money: Money
let gone: WorkspaceCtx
let kept: WorkspaceCtx

const usdOf = <T extends { currency: string }>(view: { currencies: T[] }): T => {
  const found = view.currencies.find(({ currency }) => currency === 'usd')
  if (!found) throw new Error('nothing in usd')
  return found
}

beforeAll(async () => {
  money = await startMoney()
  gone = await money.createWorkspace()
  kept = await money.createWorkspace()
  await money.subscribe(gone, 'starter')
  await money.subscribe(kept, 'pro')
  await money.use(kept, [500_100])
  await money.gatherUsage()
  await money.applyAll()
  await money.passPeriod(kept, 2 * 3_600)
  await cancelSubscription(gone)
  await money.passPeriod(gone, 2 * 3_600)
  const [invoice] = await money.dbs.platform
    .select()
    .from(tables.invoice)
    .where(eq(tables.invoice.workspaceId, kept.workspaceId))
  await correctInvoice(money.operator(), {
    invoiceId: invoice?.id ?? '',
    amountMinor: '900',
    to: 'refund',
    reason: null,
    memo: '',
    reference: '5b8f6a34-1f6e-4f0e-9d0e-3a2b1c4d5e6f',
  })
  await money.applyAll()
})
afterAll(() => money?.close())

describe('the operator’s revenue', () => {
  it('goes from gross to net in streams that are the ledger’s own sums', async () => {
    const { months } = usdOf(await revenueStreams(money.operator()))
    const sum = (of: (month: (typeof months)[number]) => string): bigint =>
      months.reduce((total, month) => total + parseDecimal(of(month)), 0n)
    // Starter once, Pro twice, 100 predictions over the allowance, and 9.00 given back.
    expect(sum(({ gross }) => gross.subscription)).toBe(parseDecimal('32700'))
    expect(sum(({ gross }) => gross.usage)).toBe(parseDecimal('3'))
    expect(sum(({ deductions }) => deductions.creditNotes)).toBe(parseDecimal('900'))
    for (const month of months) {
      const gross = Object.values(month.gross).reduce((total, one) => total + parseDecimal(one), 0n)
      const less = Object.values(month.deductions).reduce((total, one) => total + parseDecimal(one), 0n)
      expect(parseDecimal(month.netMinor)).toBe(gross - less)
    }
    const [ledger] = await money.dbs.sql.platform<{ net: string }[]>`
      select trim_scale(-sum(e.amount))::text as net from ledger_entry e
      join ledger_account a on a.id = e.account_id where a.kind like 'revenue%' and e.currency = 'usd'`
    expect(sum(({ netMinor }) => netMinor)).toBe(parseDecimal(ledger?.net ?? ''))
  })

  it('26: counts customers, churn and cohorts by the movements that make the bridge', async () => {
    const usd = usdOf(await customerRetention(money.operator()))
    const bridge = usdOf(await revenue(money.operator())).mrrBridge
    expect(usd.customers).toBe(1)
    expect(usd.arpuMinor).toBe('14900')
    expect(usd.cohorts).toMatchObject([{ customers: 2 }])
    expect(usd.cohorts[0]?.months.at(-1)).toEqual({ customers: 1, mrrMinor: bridge.at(-1)?.endMinor })
    expect(usd.months.reduce((total, { lost }) => total + lost, 0)).toBe(1)
  })

  it('counts a trial as converted where its workspace paid when it ended', async () => {
    const tried = await money.createWorkspace()
    await money.owner`update subscription set trial_end = created_at
      where workspace_id in (${kept.workspaceId}, ${tried.workspaceId})
        and (workspace_id = ${tried.workspaceId} or stripe_subscription_id is not null)`
    expect(usdOf(await customerRetention(money.operator()))).toMatchObject({
      trialsEnded: 2,
      trialsConverted: 1,
      trialsRunning: 0,
    })
  })

  it('ages what is owed, and tells what dunning brought in from what it lost', async () => {
    const [row] = await money.dbs.platform
      .select()
      .from(tables.invoice)
      .where(eq(tables.invoice.workspaceId, gone.workspaceId))
    const add = (days: number, over: Partial<typeof tables.invoice.$inferInsert>) => {
      const at = new Date(Date.now() - days * 86_400_000)
      const id = `in_age_${days}_${over.status ?? 'open'}`
      if (!row) throw new Error('no invoice')
      return money.dbs.platform.insert(tables.invoice).values({
        ...row,
        id,
        stripeInvoiceId: id,
        subscriptionId: null,
        kind: 'manual',
        status: 'open',
        totalMinor: 100n,
        amountDueMinor: 100n,
        amountPaidMinor: 0n,
        finalizedAt: at,
        createdAt: at,
        ...over,
      })
    }
    for (const days of [2, 45, 75, 200]) await add(days, {})
    await add(20, { status: 'paid', amountPaidMinor: 100n, attempts: 3 })
    await add(20, { status: 'uncollectible', attempts: 4 })
    expect(usdOf(await receivables(money.operator()))).toMatchObject({
      ageing: ['0-30', '31-60', '61-90', '90+'].map((days) => ({ days, invoices: 1, owedMinor: '100' })),
      recoveredMinor: '100',
      recoveredInvoices: 1,
      lostMinor: '100',
      lostInvoices: 1,
    })
    await money.owner`delete from invoice where id like 'in_age_%'`
  })

  it('looks ahead without guessing new customers, and says how fresh its figures are', async () => {
    const usd = usdOf(await revenueOutlook(money.operator()))
    expect(usd).toMatchObject({ mrrMinor: '14900', leavingMinor: '0' })
    expect(usd.forecast).toHaveLength(3)
    await cancelSubscription(kept)
    await money.applyAll()
    expect(usdOf(await revenueOutlook(money.operator()))).toMatchObject({
      leavingMinor: '14900',
      forecast: [{ recurringMinor: '0' }, { recurringMinor: '0' }, { recurringMinor: '0' }],
    })
    expect(await freshness(money.operator())).toMatchObject({ waitingEvents: 0, unsentUsage: 0 })
  })

  it('is taken away as CSV, table by table, each line as long as its head', async () => {
    for (const report of exportReportInput.shape.report.options) {
      const { content, fileName } = await exportReport(money.operator(), { report })
      let text = ''
      for await (const part of content) text += part
      const lines = text.trimEnd().split('\r\n')
      const width = lines[0]?.split(',').length
      expect(fileName).toBe(`${report}.csv`)
      for (const line of lines) expect(line.split(',').length, `${report}: ${line}`).toBe(width)
      if (report === 'mrr-bridge') expect(text).toMatch(/^usd,.*,-2900,14900$/m)
    }
  })

  it('takes from a tenant’s revenue what serving it cost, at the rates of each day, and invents no margin', async () => {
    const op = money.operator()
    const at = new Date()
    const month = at.toISOString().slice(0, 7)
    const mine = async () =>
      (await tenantMargins(op, { month })).tenants.find((one) => one.workspaceId === kept.workspaceId)
    expect(await mine()).toMatchObject({ costMinor: null, marginMinor: null })
    const rates = {
      currency: 'usd',
      cpuSecond: '0.5',
      gpuSecond: '3',
      gbMonth: '73',
      per1000Predictions: '0.01',
    }
    await setCostRates(op, { ...rates, validFrom: '2020-01-01' })
    const { trainingJobId } = await addModelVersion(kept)
    await money.dbs.platform
      .update(tables.trainingJob)
      .set({ seconds: 10, finishedAt: at })
      .where(eq(tables.trainingJob.id, trainingJobId))
    await money.dbs.platform.transaction((tx) =>
      recordMeterUsage(tx, {
        workspaceId: kept.workspaceId,
        meter: 'storage_gb_hours',
        quantity: 100,
        key: 'storage of a test',
        source: 'test',
        now: at,
      }),
    )
    const one = await mine()
    // 10 s of CPU, 100 GB-hours of 730, and 500,100 predictions.
    expect(one).toMatchObject({
      cpuSeconds: '10',
      gpuSeconds: '0',
      predictions: 500_100,
      costMinor: '20.001',
    })
    expect(parseDecimal(one?.marginMinor ?? '')).toBe(
      parseDecimal(one?.netRevenueMinor ?? '') - parseDecimal(one?.feesMinor ?? '') - parseDecimal('20.001'),
    )
    await setCostRates(op, { ...rates, validFrom: '2020-01-01', cpuSecond: '1' })
    expect((await listCostRates(op)).map(({ cpuSecond }) => cpuSecond)).toEqual(['1'])
    expect(await mine()).toMatchObject({ costMinor: '25.001' })
    await expect(setCostRates(op, { ...rates, validFrom: '2020-01-01', gbMonth: '-1' })).rejects.toThrow()
  })
})
