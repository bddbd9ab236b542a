import { formatMoney } from '../engine/money-text.ts'
import { pdfOf } from '../engine/pdf.ts'
import { missing } from '../http/errors.ts'
import { formatDay } from './format.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

async function invoicePdf({ work, id }: PageCall): Promise<PageAnswer> {
  const [invoice] = await work.where('invoice', { match: { _token: id } })
  if (invoice === undefined) throw missing('invoice', id)
  const money = (amount: number): string => formatMoney(amount, invoice.currency)
  const discount = invoice.lines.data
    .flatMap((line) => line.discount_amounts)
    .reduce((sum, { amount }) => sum + amount, 0)
  const tax = invoice.lines.data.flatMap((line) => line.taxes).reduce((sum, { amount }) => sum + amount, 0)
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return {
    pdf: pdfOf([
      `Invoice ${invoice.number ?? 'draft'}`,
      '',
      `${formatDay(invoice.created)}, ${invoice.status}`,
      `${text(invoice['customer_name'])} ${text(invoice['customer_email'])}`,
      '',
      ...invoice.lines.data.map(
        (line) =>
          `${line.description ?? ''}   ${formatDay(line.period.start)} - ${formatDay(line.period.end)}   ${money(line.amount)}`,
      ),
      '',
      `Subtotal ${money(invoice.subtotal)}`,
      ...(discount > 0 ? [`Discount ${money(-discount)}`] : []),
      ...(tax > 0 ? [`Tax ${money(tax)}`] : []),
      `Total ${money(invoice.total)}`,
      `Amount due ${money(invoice.amount_due)}`,
      text(invoice['footer']),
    ]),
  }
}

async function creditNotePdf({ work, id }: PageCall): Promise<PageAnswer> {
  const note = await work.get('credit_note', id)
  return {
    pdf: pdfOf([
      `Credit note ${String(note['number'])}`,
      '',
      formatDay(note.created),
      ...note._lines.map((line) => `${line.description ?? ''}   ${formatMoney(line.amount, note.currency)}`),
      '',
      `Total ${formatMoney(note.total, note.currency)}`,
      note.memo ?? '',
    ]),
  }
}

export const documentPages: PageRoute[] = [
  { method: 'GET', path: '/i/:id/pdf', run: invoicePdf },
  { method: 'GET', path: '/cn/:id/pdf', run: creditNotePdf },
]
