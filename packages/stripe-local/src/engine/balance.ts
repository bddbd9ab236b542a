import type { Customer } from '../model.ts'
import { newId } from './ids.ts'
import type { Work } from './work.ts'

export interface BalanceChange {
  type: 'adjustment' | 'applied_to_invoice' | 'credit_note' | 'initial' | 'unapplied_from_invoice'
  now: number
  currency: string
  invoice?: string
  creditNote?: string
  description?: string | null
  metadata?: Record<string, string>
}

/** Moves a customer's balance and writes the entry that says why; a positive amount is owed. */
export async function changeBalance(
  work: Work,
  customerId: string,
  amount: number,
  change: BalanceChange,
): Promise<Customer & { _entry?: string }> {
  const customer = await work.customer(customerId)
  if (amount === 0) return customer
  const next: Customer = { ...customer, balance: customer.balance + amount }
  await work.save('customer', next)
  const entry = await work.create('customer_balance_transaction', {
    id: newId('cbtxn'),
    object: 'customer_balance_transaction',
    amount,
    checkout_session: null,
    created: change.now,
    credit_note: change.creditNote ?? null,
    currency: change.currency,
    customer: customerId,
    customer_account: null,
    description: change.description ?? null,
    ending_balance: next.balance,
    invoice: change.invoice ?? null,
    livemode: false,
    metadata: change.metadata ?? {},
    type: change.type,
  })
  return { ...next, _entry: entry.id }
}
