import { buildAccount, withReadiness } from '../engine/account.ts'
import { wallNow } from '../engine/calendar.ts'
import { newId, randomText } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { invalid, missing } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Account } from '../model-connect.ts'

const url = '/v1/accounts'
const linkSeconds = 300

async function create({ work, params }: Call): Promise<Api> {
  if (work.platform !== null) throw invalid('A connected account cannot create accounts.')
  const controller = params.object('controller')
  controller?.acceptAll()
  const type = params.oneOf('type', ['custom', 'express', 'standard'] as const)
  if (type !== undefined && controller !== undefined)
    throw invalid('Pass one of type and controller.', 'type')
  params.accept('business_profile', 'company', 'individual', 'settings', 'tos_acceptance', 'external_account')
  const capabilities = params.object('capabilities')
  const names = capabilities?.keys() ?? []
  for (const name of names) capabilities?.object(name)?.bool('requested')
  const account = buildAccount(
    {
      type: type ?? 'none',
      email: params.clearable('email') ?? null,
      country: params.text('country') ?? 'US',
      businessType: params.text('business_type') ?? null,
      metadata: mergeMetadata({}, params.metadata()),
      capabilities: names.length > 0 ? names : ['card_payments', 'transfers'],
    },
    wallNow(),
  )
  await work.insert('account', account)
  return await present(work, account)
}

/** The account that a key belongs to exists as soon as the key is used. */
async function own(work: Work): Promise<Account> {
  if (work.platform !== null) return await work.as(work.platform).get('account', work.account)
  const known = await work.find('account', work.account)
  const fields = {
    id: work.account,
    type: 'standard',
    email: null,
    country: 'US',
    businessType: null,
    metadata: {},
  } as const
  return known ?? buildAccount({ ...fields, capabilities: ['card_payments', 'transfers'], ready: true }, 0)
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('account', id)
  params.accept('business_profile', 'company', 'individual', 'settings', 'external_account', 'capabilities')
  const accepted = params.object('tos_acceptance')
  accepted?.accept('ip', 'user_agent', 'service_agreement')
  // A platform that collects everything itself hands it in here, the acceptance last.
  const ready = before.details_submitted || accepted?.int('date') !== undefined
  const next: Account = {
    ...withReadiness(before, ready),
    email: params.has('email') ? (params.clearable('email') ?? null) : before.email,
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  await work.save('account', next)
  await announceAccount(work, next)
  return await present(work, next)
}

/** Platforms hear of their accounts through endpoints for connected accounts. */
export async function announceAccount(work: Work, account: Account): Promise<void> {
  const view = work.as(account.id)
  await view.announce('account.updated', await present(work, account))
}

async function createLink({ work, params }: Call): Promise<Api> {
  const account = await work.get('account', params.required('account'), 'account')
  const type = params.oneOf('type', ['account_onboarding', 'account_update'] as const) ?? params.lacks('type')
  params.accept('collect', 'collection_options')
  const now = wallNow()
  const token = `test_${randomText(40)}`
  await work.insert('account_link', {
    id: newId('alink'),
    object: 'account_link',
    created: now,
    expires_at: now + linkSeconds,
    url: `${work.settings.publicUrl}/connect/onboard/${token}`,
    type,
    _token: token,
    _account: account.id,
    _return_url: readLinkUrl(params, 'return_url'),
    _refresh_url: readLinkUrl(params, 'refresh_url'),
  })
  return {
    object: 'account_link',
    created: now,
    expires_at: now + linkSeconds,
    url: `${work.settings.publicUrl}/connect/onboard/${token}`,
  }
}

function readLinkUrl(params: Params, key: string): string {
  const value = params.required(key)
  if (!/^https?:\/\/[^\s]+$/.test(value)) throw invalid('Not a valid URL', key, 'url_invalid')
  return value
}

async function createLogin({ work, id }: Call): Promise<Api> {
  const account = await work.get('account', id)
  if (account.type === 'standard') throw invalid('Cannot create a login link for a standard account.')
  if (!account.details_submitted) throw invalid('The account has not completed onboarding.')
  return { object: 'login_link', created: wallNow(), url: `${work.settings.publicUrl}/?account=${id}` }
}

async function remove({ work, id }: Call): Promise<Api> {
  const account = await work.get('account', id)
  await work.save('account', { ...account, deleted: true })
  return { id, object: 'account', deleted: true }
}

async function retrieve({ work, id }: Call): Promise<Api> {
  if (id === work.account) return await present(work, await own(work))
  const found = await work.find('account', id)
  if (found === undefined || found.deleted === true) throw missing('account', id)
  return await present(work, found)
}

export const accountRoutes: Route[] = [
  get('/v1/account', async ({ work }) => await present(work, await own(work))),
  post(url, create),
  get(url, (call) => listPage(call, 'account', url, {})),
  get(`${url}/:id`, retrieve),
  post(`${url}/:id`, update),
  del(`${url}/:id`, remove),
  post(`${url}/:id/login_links`, createLogin),
  post('/v1/account_links', createLink),
]
