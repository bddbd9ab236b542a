import { currencyDigits, parseMoney, shiftDecimal } from '../../lib/money.ts'
import type { ApiKeyView } from '../../lib/views.ts'

export const everyDeployment = 'every'

/** When a new key ends, in days; `never` does not. */
export const lifetimes = ['never', '7', '30', '90', '365'] as const
export type Lifetime = (typeof lifetimes)[number] | 'keep'

/** What the fields of a key hold. */
export type KeyForm = {
  name: string
  kind: ApiKeyView['kind']
  deployment: string
  scopes: ApiKeyView['scopes']
  lifetime: Lifetime
  ips: string
  origins: string
  rate: string
  /** An amount of money as it is typed; empty: no cap. */
  cap: string
}

export const emptyKeyForm: KeyForm = {
  name: '',
  kind: 'secret',
  deployment: everyDeployment,
  scopes: ['predict', 'data', 'models'],
  lifetime: 'never',
  ips: '',
  origins: '',
  rate: '',
  cap: '',
}

export const formOf = (key: ApiKeyView): KeyForm => ({
  name: key.name,
  kind: key.kind,
  deployment: key.deploymentId ?? everyDeployment,
  scopes: key.scopes,
  lifetime: 'keep',
  ips: key.allowedIps.join('\n'),
  origins: key.allowedOrigins.join('\n'),
  rate: key.requestsPerSecond === null ? '' : String(key.requestsPerSecond),
  cap:
    key.spendCap === null ? '' : shiftDecimal(key.spendCap.limitMinor, currencyDigits(key.spendCap.currency)),
})

const lines = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Minor units of what is typed as the cap; null where none is wanted, and where it is no amount. */
const capOf = (form: KeyForm, currency: string): string | null => {
  const minor = parseMoney(form.cap, currency)
  return minor === '0' ? null : minor
}

export const isCapWrong = (form: KeyForm, currency: string | null): boolean =>
  currency !== null && form.cap.trim() !== '' && capOf(form, currency) === null

/** The fields as the API takes them; an expiry only where one was chosen, a cap only where its currency is known. */
export const readKeyForm = (form: KeyForm, currency: string | null, now: Date) => ({
  name: form.name.trim(),
  scopes: form.kind === 'publishable' ? ['predict' as const] : form.scopes,
  allowedIps: lines(form.ips),
  allowedOrigins: lines(form.origins),
  requestsPerSecond: form.rate.trim() === '' ? null : Number(form.rate),
  ...(currency === null ? {} : { spendCapMinor: capOf(form, currency) }),
  ...(form.lifetime === 'keep'
    ? {}
    : {
        expiresAt:
          form.lifetime === 'never' ? null : new Date(now.getTime() + Number(form.lifetime) * 86_400_000),
      }),
})

/** Whether the fields say enough to be sent. */
export const isComplete = (form: KeyForm, currency: string | null): boolean =>
  form.name.trim() !== '' &&
  !isCapWrong(form, currency) &&
  (form.kind === 'secret'
    ? form.scopes.length > 0
    : form.deployment !== everyDeployment && lines(form.origins).length > 0)
