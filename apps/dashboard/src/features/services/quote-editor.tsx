import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import type { OperatorEngagementDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { FormCard } from '../../ui/form-card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'
import { LinesEditor } from './lines-editor.tsx'
import { MilestonesEditor } from './milestones-editor.tsx'
import { formOfQuote, partEvenly, type QuoteForm, readQuote, sumLines, sumMilestones } from './quote-form.ts'

/** Writes the draft of a quote, or of its next version; what was sent stays as it is. */
export function QuoteEditor({
  service,
  onClose,
}: {
  service: OperatorEngagementDetail
  onClose: () => void
}) {
  const queries = useQueryClient()
  const { currency } = service
  const [form, setForm] = useState<QuoteForm>(() => formOfQuote(service.quotes[0]?.content, currency))
  const [wrong, setWrong] = useState<string | null>(null)
  const save = useMutation(
    trpc.operatorService.saveQuote.mutationOptions({
      onSuccess: async ({ number }) => {
        await queries.invalidateQueries(trpc.operatorService.pathFilter())
        toastDone(`Draft of version ${number} saved. The tenant sees it once you send it.`)
        onClose()
      },
    }),
  )
  const set = (change: Partial<QuoteForm>) => setForm({ ...form, ...change })
  const submit = () => {
    const read = readQuote(form, currency)
    if ('error' in read) return setWrong(read.error)
    setWrong(null)
    save.mutate({ id: service.id, content: read.content })
  }
  return (
    <FormCard
      title="The quote"
      description={`Prices in ${currency.toUpperCase()}, as requested by the tenant.`}
      action="Save draft"
      beside={<Button onClick={onClose}>Cancel</Button>}
      testId="save-quote"
      work={save}
      gap="gap-6"
      onSubmit={submit}
    >
      <LinesEditor lines={form.lines} currency={currency} onChange={(lines) => set({ lines })} />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          label="Tax rate (%)"
          required
          inputMode="decimal"
          value={form.taxPercent}
          onType={(taxPercent) => set({ taxPercent })}
          testId="quote-tax"
        />
        <TextField
          label={`Deposit (${currency.toUpperCase()})`}
          hint="Due on acceptance, deducted later."
          required
          inputMode="decimal"
          value={form.deposit}
          onType={(deposit) => set({ deposit })}
          testId="quote-deposit"
        />
        <TextField
          label="Valid until"
          hint="Until the end of that day, UTC."
          required
          type="date"
          value={form.validUntil}
          onType={(validUntil) => set({ validUntil })}
        />
      </div>
      <MilestonesEditor
        milestones={form.milestones}
        currency={currency}
        onChange={(milestones) => set({ milestones })}
      />
      <Balance form={form} currency={currency} onPart={(milestones) => set({ milestones })} />
      <TextAreaField
        label="Terms"
        maxLength={20_000}
        value={form.terms}
        onType={(terms) => set({ terms })}
        testId="quote-terms"
      />
      {wrong && <Notice tone="bad">{wrong}</Notice>}
    </FormCard>
  )
}

/** What the lines come to, and by how much the milestones miss it. */
function Balance({
  form,
  currency,
  onPart,
}: {
  form: QuoteForm
  currency: string
  onPart: (milestones: QuoteForm['milestones']) => void
}) {
  const sums = sumLines(form.lines, form.taxPercent, currency)
  if (!sums) return <Notice>The total appears once every line has a quantity and a price.</Notice>
  const planned = sumMilestones(form.milestones, currency)
  const money = (minor: string) => formatMoney(minor, currency)
  const missing = BigInt(sums.totalMinor) - (planned ?? 0n)
  const part = () => {
    const amounts = partEvenly(sums.totalMinor, form.milestones.length, currency)
    onPart(form.milestones.map((one, at) => ({ ...one, amount: amounts[at] ?? '0' })))
  }
  return (
    <Notice tone={missing === 0n ? 'good' : 'warn'} data-testid="quote-balance">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span>
          {money(sums.subtotalMinor)} plus {money(sums.taxMinor)} tax is {money(sums.totalMinor)}.{' '}
          {missing === 0n
            ? 'The milestones add up to the same.'
            : `The milestones add up to ${money((planned ?? 0n).toString())}: ${money(missing.toString())} apart.`}
        </span>
        {missing !== 0n && (
          <Button size="sm" onClick={part} data-testid="part-evenly">
            Split evenly
          </Button>
        )}
      </div>
    </Notice>
  )
}
