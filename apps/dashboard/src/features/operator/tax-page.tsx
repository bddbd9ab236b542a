import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Percent } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { ListRows } from '../../ui/list-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr, wideOnly } from '../../ui/table.tsx'
import { TextField } from '../../ui/text-field.tsx'

const modes = [
  { value: 'none', label: 'No tax' },
  { value: 'rates', label: 'The rates below' },
  { value: 'stripe', label: 'Stripe Tax' },
] as const
const explained = {
  none: 'No tax is added to prices or withheld from them.',
  rates: 'Every rate below applies to each line of a subscription’s invoices.',
  stripe:
    'Stripe sets the rate from the customer’s address, collected at checkout. Set it up in your Stripe account first.',
}

/** How subscriptions that begin from now on are taxed. */
export function TaxPage() {
  const queries = useQueryClient()
  const tax = useQuery(trpc.operator.tax.queryOptions())
  const changed = { onSuccess: () => queries.invalidateQueries(trpc.operator.tax.pathFilter()) }
  const setMode = useMutation(
    trpc.operator.setTaxMode.mutationOptions({
      onSuccess: async () => {
        await changed.onSuccess()
        toastDone('New subscriptions will use this tax setting.')
      },
      onError: toastError,
    }),
  )
  const archive = useMutation(trpc.operator.archiveTaxRate.mutationOptions(changed))
  return (
    <>
      <PageHeader
        title="Tax"
        description="Applies to subscriptions that start from now on; existing ones keep what they started with. Service quotes carry their own rate."
      />
      <QueryView query={tax} skeleton={<PageSkeleton />}>
        {({ mode, rates }) => (
          <div className="grid gap-6">
            <Card>
              <CardHeader title="Charge" />
              <CardBody className="grid gap-3">
                <SelectField
                  label="Tax on subscriptions"
                  hint={explained[mode]}
                  className="max-w-sm"
                  value={mode}
                  onChange={(next) => setMode.mutate({ mode: next })}
                  options={modes}
                  testId="tax-mode"
                />
                {mode === 'rates' && rates.length === 0 && (
                  <Notice tone="warn">Nobody can subscribe until there is a rate.</Notice>
                )}
              </CardBody>
            </Card>
            <Card>
              <CardHeader
                title="Rates"
                description="Rates cannot be changed. For another percentage, add a new rate."
              />
              <ListRows
                label="Tax rates"
                query={{ data: rates }}
                className="border-line border-t"
                columns={['Name', ...numericColumns('Rate'), { label: 'Prices', wideOnly: true }]}
                actions
                row={(rate) => (
                  <Tr key={rate.id} data-testid="tax-rate-row">
                    <Td className="font-medium">{rate.name}</Td>
                    <Td align="right">{rate.percent}%</Td>
                    <Td className={`text-soft ${wideOnly}`}>
                      {rate.inclusive ? 'include tax' : 'exclude tax'}
                    </Td>
                    <Td align="right">
                      <ConfirmDialog
                        trigger={<Button size="sm">Deactivate</Button>}
                        title={`Deactivate ${rate.name}?`}
                        confirm="Deactivate"
                        onConfirm={() => archive.mutateAsync({ id: rate.id })}
                      >
                        Existing subscriptions keep it; new ones start without it.
                      </ConfirmDialog>
                    </Td>
                  </Tr>
                )}
                empty={
                  <EmptyState icon={Percent} title="No rates yet">
                    Add the first one below.
                  </EmptyState>
                }
              />
              <AddRate onAdded={changed.onSuccess} />
            </Card>
          </div>
        )}
      </QueryView>
    </>
  )
}

function AddRate({ onAdded }: { onAdded: () => Promise<void> }) {
  const [name, setName] = useState('')
  const [percent, setPercent] = useState('')
  const [inclusive, setInclusive] = useState<'added' | 'held'>('added')
  const add = useMutation(
    trpc.operator.addTaxRate.mutationOptions({
      onSuccess: async () => {
        await onAdded()
        setName('')
        setPercent('')
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ name, percent, inclusive: inclusive === 'held' })
  }
  return (
    <form onSubmit={submit} className="grid gap-4 border-line border-t px-5 py-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_8rem_12rem_auto] sm:items-end">
        <TextField
          label="Name on the invoice"
          value={name}
          maxLength={50}
          placeholder="VAT"
          onType={setName}
          testId="rate-name"
        />
        <TextField
          label="Percent"
          inputMode="decimal"
          value={percent}
          placeholder="19"
          onType={setPercent}
          testId="rate-percent"
        />
        <SelectField
          label="Price"
          value={inclusive}
          onChange={setInclusive}
          options={[
            { value: 'added', label: 'excludes tax' },
            { value: 'held', label: 'includes tax' },
          ]}
        />
        <Button
          type="submit"
          pending={add.isPending}
          disabled={name.trim() === '' || percent.trim() === ''}
          data-testid="add-rate"
        >
          Add the rate
        </Button>
      </div>
      <FormError error={add.error} />
    </form>
  )
}
