import { createHash } from 'node:crypto'
import type { Account } from '../model-connect.ts'
import { newId } from './ids.ts'

/** Every secret key is an account of its own; a restricted key belongs to the account of the same name. */
export const accountOf = (key: string): string =>
  `acct_${createHash('sha256').update(key.replace(/^rk_/, 'sk_')).digest('hex').slice(0, 16)}`

export interface NewAccount {
  id?: string
  type: 'custom' | 'express' | 'none' | 'standard'
  email: string | null
  country: string
  businessType: string | null
  metadata: Record<string, string>
  capabilities: string[]
  controller?: Record<string, unknown>
  ready?: boolean
}

const due = ['external_account', 'tos_acceptance.date', 'tos_acceptance.ip']

export function buildAccount(fields: NewAccount, now: number): Account {
  const ready = fields.ready === true
  return withReadiness(
    {
      id: fields.id ?? newId('acct'),
      object: 'account',
      business_profile: {
        annual_revenue: null,
        estimated_worker_count: null,
        mcc: null,
        minority_owned_business_designation: null,
        name: null,
        product_description: null,
        specified_commercial_transactions_act_url: null,
        support_address: null,
        support_email: null,
        support_phone: null,
        support_url: null,
        url: null,
      },
      business_type: fields.businessType,
      capabilities: Object.fromEntries(fields.capabilities.map((name) => [name, 'inactive'])),
      charges_enabled: false,
      controller: fields.controller ?? controllerOf(fields.type),
      country: fields.country,
      created: now,
      default_currency: 'usd',
      details_submitted: false,
      email: fields.email,
      metadata: fields.metadata,
      payouts_enabled: false,
      settings: {},
      type: fields.type,
    },
    ready,
  )
}

/** What a platform controls of an account, by the older types. */
function controllerOf(type: NewAccount['type']): Record<string, unknown> {
  if (type === 'standard') return { type: 'account' }
  return {
    fees: { payer: type === 'custom' ? 'application_custom' : 'application_express' },
    is_controller: true,
    losses: { payments: 'application' },
    requirement_collection: type === 'custom' ? 'application' : 'stripe',
    stripe_dashboard: { type: type === 'custom' ? 'none' : 'express' },
    type: 'application',
  }
}

/** An account takes payments once its owner has gone through onboarding. */
export function withReadiness(account: Account, ready: boolean): Account {
  const open = ready ? [] : due
  return {
    ...account,
    details_submitted: ready,
    charges_enabled: ready,
    payouts_enabled: ready,
    capabilities: Object.fromEntries(
      Object.keys(account.capabilities).map((name) => [name, ready ? 'active' : 'inactive']),
    ),
    requirements: {
      alternatives: [],
      current_deadline: null,
      currently_due: open,
      disabled_reason: ready ? null : 'requirements.past_due',
      errors: [],
      eventually_due: open,
      past_due: open,
      pending_verification: [],
    },
  }
}
