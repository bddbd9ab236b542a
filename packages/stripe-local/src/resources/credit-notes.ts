import {
  creditOfLine,
  creditTotal,
  issueCreditNote,
  spreadCredit,
  voidCreditNote,
} from '../engine/credit-note.ts'
import { newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { roundHalfUp, scaled } from '../engine/rating.ts'
import { taxesOn, taxRates } from '../engine/taxes.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage, pageOf, readPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route, Undone } from '../http/route.ts'
import type { Invoice } from '../model.ts'
import type { CreditLine, CreditNote } from '../model-credit-note.ts'
import { readTaxRates } from './discount-params.ts'

const url = '/v1/credit_notes'
const reasons = ['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory'] as const

async function issue({ work, params }: Call): Promise<CreditNote> {
  const invoice = await work.get('invoice', params.required('invoice'), 'invoice')
  params.accept('email_type', 'effective_at')
  const lines = await readLines(work, params, invoice)
  const amount = creditTotal(lines)
  const paid = invoice.status === 'paid' ? amount : Math.max(0, amount - invoice.amount_remaining)
  const refund = params.int('refund_amount', 0) ?? 0
  const outOfBand = params.int('out_of_band_amount', 0) ?? 0
  const credit = params.int('credit_amount', 0)
  return await issueCreditNote(
    work,
    invoice,
    {
      lines,
      refund,
      outOfBand,
      // Without a word on it, what was paid becomes credit.
      credit: credit ?? (refund + outOfBand === 0 ? paid : 0),
      reason: params.oneOf('reason', reasons) ?? null,
      memo: params.clearable('memo') ?? null,
      metadata: mergeMetadata({}, params.metadata()),
    },
    await timeOf(work, invoice),
  )
}

const timeOf = async (work: Work, invoice: Invoice): Promise<number> =>
  await work.clockTime(invoice.test_clock)

async function readLines(work: Work, params: Params, invoice: Invoice): Promise<CreditLine[]> {
  const entries = params.list('lines')
  const amount = params.int('amount', 1)
  if (entries === undefined) return spreadCredit(invoice, amount ?? params.lacks('amount'))
  const lines: CreditLine[] = []
  for (const entry of entries) {
    const type =
      entry.oneOf('type', ['custom_line_item', 'invoice_line_item'] as const) ?? entry.lacks('type')
    lines.push(
      type === 'invoice_line_item' ? readInvoiceLine(entry, invoice) : await readCustom(work, entry, invoice),
    )
  }
  return lines
}

function readInvoiceLine(entry: Params, invoice: Invoice): CreditLine {
  const id = entry.required('invoice_line_item')
  const line = invoice.lines.data.find((one) => one.id === id)
  if (line === undefined) throw invalid(`No such invoice line item: '${id}'`, entry.name('invoice_line_item'))
  const quantity = entry.int('quantity', 1, line.quantity ?? 1) ?? null
  const all = line.amount
  const byQuantity =
    quantity === null ? all : Number(roundHalfUp(BigInt(all) * BigInt(quantity), BigInt(line.quantity ?? 1)))
  const amount = entry.int('amount', 1, all) ?? byQuantity
  const description = entry.clearable('description')
  return { ...creditOfLine(line, amount, quantity), ...(description ? { description } : {}) }
}

async function readCustom(work: Work, entry: Params, invoice: Invoice): Promise<CreditLine> {
  const quantity = entry.int('quantity', 1) ?? 1
  const whole = entry.int('unit_amount', 0)
  const decimal = entry.decimal('unit_amount_decimal') ?? (whole === undefined ? undefined : String(whole))
  const amount =
    entry.int('amount', 1) ??
    Number(roundHalfUp(scaled(decimal ?? entry.lacks('unit_amount')) * BigInt(quantity), 10n ** 12n))
  const rates = await taxRates(work, (await readTaxRates(work, entry, 'tax_rates')) ?? [])
  const customer = await work.customer(invoice.customer)
  return {
    id: newId('cnli'),
    object: 'credit_note_line_item',
    amount,
    description: entry.required('description'),
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity,
    tax_rates: [],
    taxes: taxesOn(amount, rates, customer['tax_exempt']),
    type: 'custom_line_item',
    unit_amount: whole ?? null,
    unit_amount_decimal: decimal ?? null,
  }
}

const linesOf = (note: CreditNote): Api[] => note._lines.map((line) => ({ ...line }))

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('credit_note', id)
  const next: CreditNote = {
    ...before,
    memo: params.has('memo') ? (params.clearable('memo') ?? null) : before.memo,
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  return await present(work, await work.update('credit_note', before, next, 'credit_note.updated'))
}

export const creditNoteRoutes: Route[] = [
  // A preview is issued, read and undone.
  get(`${url}/preview`, async (call) => {
    const note = await issue(call)
    call.params.finish()
    throw new Undone(await present(call.work, note))
  }),
  get(`${url}/preview/lines`, async (call) => {
    const page = readPage(call.params)
    const note = await issue(call)
    call.params.finish()
    throw new Undone(pageOf(linesOf(note), `${url}/preview/lines`, page))
  }),
  post(url, async (call) => await present(call.work, await issue(call))),
  get(url, (call) => {
    const { params } = call
    return listPage(call, 'credit_note', url, {
      customer: params.text('customer'),
      invoice: params.text('invoice'),
    })
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('credit_note', id))),
  post(`${url}/:id`, update),
  get(`${url}/:id/lines`, async ({ work, params, id }) =>
    pageOf(linesOf(await work.get('credit_note', id)), `${url}/${id}/lines`, readPage(params)),
  ),
  post(`${url}/:id/void`, async ({ work, id }) => {
    const note = await work.get('credit_note', id)
    const invoice = await work.get('invoice', note.invoice)
    return await present(work, await voidCreditNote(work, note, await timeOf(work, invoice)))
  }),
]
