import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatMoment } from '../../lib/format.ts'
import { currencyDigits, formatMoney, parseMoney, shiftDecimal } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { SpendCapView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardFooter, CardHeader } from '../../ui/card.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Progress } from '../../ui/progress.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'
import { TextField } from '../../ui/text-field.tsx'

const behaviours = [
  { value: 'stop', label: 'Stop: refuse calls (402)' },
  { value: 'degrade', label: 'Slow down: one prediction per second' },
  { value: 'warn', label: 'Warn only' },
] as const

export function SpendCapCard() {
  const cap = useQuery(trpc.billing.spendCap.queryOptions())
  return (
    <Card data-testid="spend-cap">
      <CardHeader
        title="Spend cap"
        description="The maximum usage cost per period, on top of the plan price. Owners and admins are e-mailed at 75, 90 and 100%."
      />
      <QueryView query={cap} skeleton={<CardSkeleton />}>
        {(one) => <CapForm key={`${one.limitMinor} ${one.behaviour}`} cap={one} />}
      </QueryView>
    </Card>
  )
}

function CapForm({ cap }: { cap: SpendCapView }) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const digits = currencyDigits(cap.currency)
  const [limit, setLimit] = useState(cap.limitMinor === null ? '' : shiftDecimal(cap.limitMinor, digits))
  const [behaviour, setBehaviour] = useState(cap.behaviour)
  const save = useMutation(
    trpc.billing.setSpendCap.mutationOptions({
      onSuccess: async ({ limitMinor }) => {
        await queries.invalidateQueries(trpc.billing.pathFilter())
        toastDone(limitMinor === null ? 'Spend cap removed.' : 'The spend cap is active.')
      },
    }),
  )
  const minor = parseMoney(limit, cap.currency)
  const valid = minor !== null && minor !== '0'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (valid) save.mutate({ limitMinor: minor, behaviour })
  }
  return (
    <form onSubmit={submit}>
      <CardBody className="grid gap-4">
        {cap.limitMinor !== null && (
          <div className="grid gap-2">
            <Progress
              fraction={Number(cap.spent) / Number(cap.limitMinor)}
              label="Share of cap spent"
              tone={Number(cap.spent) >= Number(cap.limitMinor) * 0.9 ? 'warn' : 'accent'}
            />
            <p className="figure text-[13px] text-faint" data-testid="spend-cap-spent">
              {formatMoney(cap.spent, cap.currency, { maxDigits: 4 })} of{' '}
              {formatMoney(cap.limitMinor, cap.currency)} spent in this period
            </p>
          </div>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={`Cap in ${cap.currency.toUpperCase()}`}
            error={limit !== '' && !valid ? 'An amount above zero, such as 50.' : undefined}
            inputMode="decimal"
            placeholder="No cap"
            disabled={!canManage}
            value={limit}
            onType={setLimit}
            testId="spend-cap-limit"
          />
          <SelectField
            label="When it is reached"
            disabled={!canManage}
            value={behaviour}
            onChange={setBehaviour}
            options={behaviours}
          />
        </div>
        {cap.notices.length > 0 && (
          <ul className="grid gap-1 text-[13px] text-soft">
            {cap.notices.slice(0, 3).map((one) => (
              <li key={one.id}>
                {one.threshold}% of {formatMoney(one.limitMinor, one.currency)} on{' '}
                {formatMoment(one.createdAt)}
              </li>
            ))}
          </ul>
        )}
        <FormError error={save.error} />
      </CardBody>
      {canManage && (
        <CardFooter className="flex flex-wrap justify-end gap-2">
          {cap.limitMinor !== null && (
            <Button
              look="ghost"
              disabled={save.isPending}
              onClick={() => save.mutate({ limitMinor: null })}
              data-testid="spend-cap-remove"
            >
              Remove
            </Button>
          )}
          <Button
            type="submit"
            look="primary"
            pending={save.isPending}
            disabled={!valid}
            data-testid="spend-cap-save"
          >
            Set the cap
          </Button>
        </CardFooter>
      )}
    </form>
  )
}
