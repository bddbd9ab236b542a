import type { Invoice, Line } from '../model.ts'
import type { CreditGrant, CreditMovement } from '../model-billing.ts'
import { newId } from './ids.ts'
import { isMetered } from './lines.ts'
import { sum } from './taxes.ts'
import type { Work } from './work.ts'

export const isActive = (grant: CreditGrant, now: number): boolean =>
  grant.voided_at === null &&
  (grant.effective_at === null || grant.effective_at <= now) &&
  (grant.expires_at === null || grant.expires_at > now)

/** Grants in the order in which they are drawn on: priority, the next to expire, promotional first, oldest first. */
export async function grantsOf(work: Work, customer: string, now: number): Promise<CreditGrant[]> {
  const never = Number.MAX_SAFE_INTEGER
  const rank = (grant: CreditGrant): number[] => [
    grant.priority ?? 50,
    grant.expires_at ?? never,
    grant.category === 'promotional' ? 0 : 1,
    grant.effective_at ?? grant.created,
  ]
  const active = (await work.where('billing.credit_grant', { match: { customer } })).filter((one) =>
    isActive(one, now),
  )
  return active.sort((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    const at = left.findIndex((value, index) => value !== right[index])
    return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0)
  })
}

export async function moveCredit(
  work: Work,
  grant: CreditGrant,
  amount: number,
  reason: { type: 'credit' | 'debit'; kind: string; invoice?: string; line?: string },
  now: number,
): Promise<CreditMovement> {
  const left = grant._left + (reason.type === 'credit' ? amount : -amount)
  await work.save('billing.credit_grant', { ...grant, _left: left, updated: now })
  const monetary = {
    amount: { monetary: { currency: grant.amount.monetary.currency, value: amount }, type: 'monetary' },
  }
  const applied =
    reason.invoice === undefined ? null : { invoice: reason.invoice, invoice_line_item: reason.line }
  return await work.create('billing.credit_balance_transaction', {
    id: newId('cbtxn_test'),
    object: 'billing.credit_balance_transaction',
    created: now,
    credit:
      reason.type === 'credit'
        ? {
            ...monetary,
            credits_application_invoice_voided:
              reason.kind === 'credits_application_invoice_voided' ? applied : null,
            type: reason.kind,
          }
        : null,
    credit_grant: grant.id,
    debit: reason.type === 'debit' ? { ...monetary, credits_applied: applied, type: reason.kind } : null,
    effective_at: now,
    livemode: false,
    test_clock: grant.test_clock,
    type: reason.type,
    _customer: grant.customer,
    _amount: amount,
    _invoice: reason.invoice ?? null,
  })
}

async function applies(work: Work, grant: CreditGrant, line: Line): Promise<boolean> {
  const id = line.pricing?.price_details.price
  if (id === undefined || line.amount <= 0) return false
  const { price_type, prices } = grant.applicability_config.scope
  if (prices !== undefined) return prices.some((price) => price.id === id)
  return price_type === 'metered' && isMetered(await work.get('price', id))
}

/** Draws on credit grants for an invoice's metered lines, after discounts and before taxes. */
export async function drawCredits(work: Work, invoice: Invoice, now: number): Promise<Invoice> {
  const lines: Line[] = []
  for (const line of invoice.lines.data) {
    const drawn: Line['pretax_credit_amounts'] = []
    let open = line.amount - sum(line.discount_amounts)
    // Read anew for each line: the line before may have emptied a grant.
    for (const grant of await grantsOf(work, invoice.customer, now)) {
      const { currency } = grant.amount.monetary
      if (open <= 0 || grant._left <= 0 || currency !== invoice.currency) continue
      if (!(await applies(work, grant, line))) continue
      const amount = Math.min(open, grant._left)
      const reason = { type: 'debit', kind: 'credits_applied', invoice: invoice.id, line: line.id } as const
      const entry = await moveCredit(work, grant, amount, reason, now)
      drawn.push({ amount, credit_balance_transaction: entry.id, type: 'credit_balance_transaction' })
      open -= amount
    }
    lines.push({ ...line, pretax_credit_amounts: drawn })
  }
  return { ...invoice, lines: { ...invoice.lines, data: lines } }
}

/** What a voided invoice had drawn goes back to its grants. */
export async function restoreCredits(work: Work, invoice: Invoice, now: number): Promise<void> {
  const match = { _invoice: invoice.id, type: 'debit' }
  for (const entry of await work.where('billing.credit_balance_transaction', { match })) {
    const grant = await work.get('billing.credit_grant', entry.credit_grant)
    const line = Object(Object(entry['debit']).credits_applied).invoice_line_item
    const reason = { kind: 'credits_application_invoice_voided', invoice: invoice.id, line: String(line) }
    await moveCredit(work, grant, entry._amount, { type: 'credit', ...reason }, now)
  }
}
