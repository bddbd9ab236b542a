import { formatMoney } from '../../lib/money.ts'
import type { ApiKeyView, DeploymentView } from '../../lib/views.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { everyDeployment, isCapWrong, type KeyForm, type Lifetime, lifetimes } from './key-form.ts'

const scopeWords: Record<ApiKeyView['scopes'][number], string> = {
  predict: 'Call deployments',
  data: 'Send and take data',
  models: 'Take models away',
}
const lifetimeWords: Record<Lifetime, string> = {
  keep: 'Leave it as it is',
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
      <Field label="Name" hint="Where it will be used, so that you know what revoking it stops.">
        {(control) => (
          <Input
            {...control}
            data-testid="key-name"
            required
            maxLength={80}
            placeholder="Production backend"
            value={form.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      {!made && (
        <Field
          label="Kind"
          hint={
            publishable
              ? 'Anybody can read it in your page: it works on your origins and for one deployment only.'
              : 'Keep it on your servers. It is refused in web pages.'
          }
        >
          {(control) => (
            <Select
              {...control}
              value={form.kind}
              onChange={(kind) => set({ kind })}
              options={[
                { value: 'secret', label: 'Secret, for servers' },
                { value: 'publishable', label: 'Publishable, for web pages' },
              ]}
            />
          )}
        </Field>
      )}
      {!made && (
        <Field label="May call">
          {(control) => (
            <Select
              {...control}
              value={publishable && form.deployment === everyDeployment ? undefined : form.deployment}
              onChange={(deployment) => set({ deployment })}
              placeholder="Choose a deployment"
              options={[
                ...(publishable
                  ? []
                  : [{ value: everyDeployment, label: 'Every deployment of the workspace' }]),
                ...deployments.map((one) => ({ value: one.id, label: `Only ${one.name}` })),
              ]}
            />
          )}
        </Field>
      )}
      {publishable && (
        <Field label="Origins" hint="One per line, such as https://shop.example or https://*.shop.example.">
          {(control) => (
            <Textarea
              {...control}
              className="min-h-16 font-mono text-xs"
              placeholder="https://shop.example"
              value={form.origins}
              onChange={(event) => set({ origins: event.target.value })}
            />
          )}
        </Field>
      )}
      <details className="group" open={made}>
        <summary className="cursor-pointer rounded font-medium text-[13px] text-soft hover:text-ink">
          Limits and expiry
        </summary>
        <div className="mt-3 grid gap-4">
          {!publishable && (
            <fieldset className="grid gap-2">
              <legend className="mb-1.5 font-medium text-[13px]">May</legend>
              {(['predict', 'data', 'models'] as const).map((scope) => (
                <Checkbox
                  key={scope}
                  checked={form.scopes.includes(scope)}
                  onChange={(on) =>
                    set({
                      scopes: on ? [...form.scopes, scope] : form.scopes.filter((one) => one !== scope),
                    })
                  }
                >
                  {scopeWords[scope]}
                </Checkbox>
              ))}
            </fieldset>
          )}
          <Field label="Expires">
            {(control) => (
              <Select
                {...control}
                value={form.lifetime}
                onChange={(lifetime) => set({ lifetime })}
                options={[...(made ? (['keep'] as const) : []), ...lifetimes].map((value) => ({
                  value,
                  label: lifetimeWords[value],
                }))}
              />
            )}
          </Field>
          <Field label="Calls a second" hint="Left empty, the rate of the plan.">
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={100_000}
                step={1}
                value={form.rate}
                onChange={(event) => set({ rate: event.target.value })}
              />
            )}
          </Field>
          {currency !== null && (
            <Field
              label={`Spend cap in ${currency.toUpperCase()}`}
              hint={
                cap
                  ? `${formatMoney(cap.spent, cap.currency, { maxDigits: 4 })} of ${formatMoney(cap.limitMinor, cap.currency)} are spent in this billing period. Emptied, the key has no cap of its own.`
                  : 'The most that its calls may cost in a billing period; then they are refused (402). Left empty, only the workspace’s cap holds.'
              }
              error={isCapWrong(form, currency) ? 'An amount above zero, such as 50.' : undefined}
            >
              {(control) => (
                <Input
                  {...control}
                  inputMode="decimal"
                  placeholder="No cap"
                  value={form.cap}
                  onChange={(event) => set({ cap: event.target.value })}
                  data-testid="key-cap"
                />
              )}
            </Field>
          )}
          <Field label="Addresses" hint="IP addresses or CIDR ranges, one per line. Left empty, any.">
            {(control) => (
              <Textarea
                {...control}
                className="min-h-16 font-mono text-xs"
                placeholder="203.0.113.0/24"
                value={form.ips}
                onChange={(event) => set({ ips: event.target.value })}
              />
            )}
          </Field>
        </div>
      </details>
    </>
  )
}
