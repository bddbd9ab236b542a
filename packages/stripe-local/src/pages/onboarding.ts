import { withReadiness } from '../engine/account.ts'
import { wallNow } from '../engine/calendar.ts'
import { missing } from '../http/errors.ts'
import type { Stored } from '../model.ts'
import { announceAccount } from '../resources/accounts.ts'
import { html } from './html.ts'
import { page } from './layout.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

async function find({ work, id }: PageCall): Promise<Stored> {
  const [link] = await work.where('account_link', { match: { _token: id } })
  if (link === undefined) throw missing('account link', id)
  return link
}

async function show(call: PageCall): Promise<PageAnswer> {
  const link = await find(call)
  // An old link leads back to the shop, which makes a new one.
  if (Number(link['expires_at']) < wallNow()) return { redirect: String(link['_refresh_url']) }
  const account = await call.work.get('account', String(link['_account']))
  const body = html`<main class="wrap" style="max-width:34rem"><div class="panel">
<p><span class="test">TEST MODE</span></p><h1>Get paid with Local Stripe</h1>
<p class="muted">This page stands in for Stripe's onboarding. Only the business name is saved.</p>
<form method="post" action="/connect/onboard/${call.id}">
<div class="field"><label for="name">Business name</label><input id="name" name="name" data-testid="business-name" required maxlength="200"></div>
<div class="field"><label for="iban">Bank account (test)</label><input id="iban" name="iban" data-testid="bank-account" value="000123456789" maxlength="40"></div>
<button class="primary" data-testid="submit-onboarding">Agree and submit</button></form>
<p class="small"><a href="${String(link['_return_url'])}" data-testid="later">Save for later</a></p>
<p class="muted small"><code>${account.id}</code></p></div></main>`
  return { html: page('Onboarding', body) }
}

async function submit(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  const link = await find(call)
  const account = await work.get('account', String(link['_account']))
  const ready = withReadiness(account, true)
  const profile = { ...Object(account['business_profile']), name: params.string('name') ?? null }
  const next = { ...ready, business_profile: profile }
  await work.save('account', next)
  await announceAccount(work, next)
  return { redirect: String(link['_return_url']) }
}

/** Where the owner of a connected account enters what Stripe asks for. */
export const onboardingPages: PageRoute[] = [
  { method: 'GET', path: '/connect/onboard/:id', run: show },
  { method: 'POST', path: '/connect/onboard/:id', run: submit },
]
