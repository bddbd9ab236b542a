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
})

const lines = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The fields as the API takes them; an expiry only where one was chosen. */
export const readKeyForm = (form: KeyForm, now: Date) => ({
  name: form.name.trim(),
  scopes: form.kind === 'publishable' ? ['predict' as const] : form.scopes,
  allowedIps: lines(form.ips),
  allowedOrigins: lines(form.origins),
  requestsPerSecond: form.rate.trim() === '' ? null : Number(form.rate),
  ...(form.lifetime === 'keep'
    ? {}
    : {
        expiresAt:
          form.lifetime === 'never' ? null : new Date(now.getTime() + Number(form.lifetime) * 86_400_000),
      }),
})

/** Whether the fields say enough to be sent. */
export const isComplete = (form: KeyForm): boolean =>
  form.name.trim() !== '' &&
  (form.kind === 'secret'
    ? form.scopes.length > 0
    : form.deployment !== everyDeployment && lines(form.origins).length > 0)
