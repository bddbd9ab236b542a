import { formatMoney } from '../../lib/money.ts'
import type { ApiKeyView, DeploymentView } from '../../lib/views.ts'
import { CheckboxGroup } from '../../ui/checkbox.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'
import { everyDeployment, isCapWrong, type KeyForm, type Lifetime, lifetimes } from './key-form.ts'

const scopeWords: Record<ApiKeyView['scopes'][number], string> = {
  predict: 'Call deployments',
  data: 'Upload and download data',
  models: 'Export models',
}
const lifetimeWords: Record<Lifetime, string> = {
  keep: 'Keep unchanged',
  never: 'Never',
  '7': 'In 7 days',
  '30': 'In 30 days',
  '90': 'In 90 days',
  '365': 'In a year',
}

/** What a key may do, where and for how long. Its kind and its deployment are fixed once it is made. */
export function KeyFields({
  form,
  onChange,
  deployments,
  currency,
  made = false,
  cap = null,
}: {
  form: KeyForm
  onChange: (form: KeyForm) => void
  deployments: readonly Pick<DeploymentView, 'id' | 'name'>[]
  /** Of the plan, and so of what a cap is said in; null until it is known. */
  currency: string | null
  made?: boolean
  /** What holds now, and what is spent of it. */
  cap?: ApiKeyView['spendCap']
}) {
  const set = (changes: Partial<KeyForm>) => onChange({ ...form, ...changes })
  const publishable = form.kind === 'publishable'
  return (
    <>
      <TextField
        label="Name"
        hint="Where it will be used, so you know what revoking it affects."
        testId="key-name"
        required
        maxLength={80}
        placeholder="Production backend"
        value={form.name}
        onType={(name) => set({ name })}
      />
      {!made && (
        <SelectField
          label="Type"
          hint={
            publishable
              ? 'Anyone can read it in your page, so it works only on your origins and for one deployment.'
              : 'Keep it on your servers. It is refused in web pages.'
          }
          value={form.kind}
          onChange={(kind) => set({ kind })}
          options={[
            { value: 'secret', label: 'Secret, for servers' },
            { value: 'publishable', label: 'Publishable, for web pages' },
          ]}
        />
      )}
      {!made && (
        <SelectField
          label="Can call"
          value={publishable && form.deployment === everyDeployment ? undefined : form.deployment}
          onChange={(deployment) => set({ deployment })}
          placeholder="Choose a deployment"
          options={[
            ...(publishable ? [] : [{ value: everyDeployment, label: 'Every deployment of the workspace' }]),
            ...deployments.map((one) => ({ value: one.id, label: `Only ${one.name}` })),
          ]}
        />
      )}
      {publishable && (
        <TextAreaField
          label="Origins"
          hint="One per line, such as https://shop.example or https://*.shop.example."
          controlClassName="min-h-16 font-mono text-xs"
          placeholder="https://shop.example"
          value={form.origins}
          onType={(origins) => set({ origins })}
        />
      )}
      <details className="group" open={made}>
        <summary className="cursor-pointer rounded font-medium text-[13px] text-soft hover:text-ink">
          Limits and expiry
        </summary>
        <div className="mt-3 grid gap-4">
          {!publishable && (
            <CheckboxGroup
              label="Permissions"
              options={(['predict', 'data', 'models'] as const).map((value) => ({
                value,
                label: scopeWords[value],
              }))}
              chosen={form.scopes}
              onChange={(scopes) => set({ scopes })}
            />
          )}
          <SelectField
            label="Expires"
            value={form.lifetime}
            onChange={(lifetime) => set({ lifetime })}
            options={[...(made ? (['keep'] as const) : []), ...lifetimes].map((value) => ({
              value,
              label: lifetimeWords[value],
            }))}
          />
          <TextField
            label="Calls a second"
            hint="Leave empty to use the plan’s rate."
            type="number"
            min={1}
            max={100_000}
            step={1}
            value={form.rate}
            onType={(rate) => set({ rate })}
          />
          {currency !== null && (
            <TextField
              label={`Spend cap in ${currency.toUpperCase()}`}
              hint={
                cap
                  ? `${formatMoney(cap.spent, cap.currency, { maxDigits: 4 })} of ${formatMoney(cap.limitMinor, cap.currency)} spent in this billing period. Clear this to remove the key’s own cap.`
                  : 'The most its calls may cost in a billing period; after that they are refused (402). Leave empty to apply only the workspace’s cap.'
              }
              error={isCapWrong(form, currency) ? 'An amount above zero, such as 50.' : undefined}
              inputMode="decimal"
              placeholder="No cap"
              value={form.cap}
              onType={(cap) => set({ cap })}
              testId="key-cap"
            />
          )}
          <TextAreaField
            label="Addresses"
            hint="IP addresses or CIDR ranges, one per line. Leave empty to allow any."
            controlClassName="min-h-16 font-mono text-xs"
            placeholder="203.0.113.0/24"
            value={form.ips}
            onType={(ips) => set({ ips })}
          />
        </div>
      </details>
    </>
  )
}
