import type { SentInput } from '@assay/ml-core/schema'
import type { PublicPageView, TriedOut } from '@assay/services/views'
import { Play } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { DoorError } from '../../lib/errors.ts'
import { readError } from '../../lib/read-error.ts'
import { Button } from '../button.tsx'
import { Card, CardBody, CardHeader } from '../card.tsx'
import { ExampleInputs } from './example-inputs.tsx'
import { InputFields, isComplete, sentFrom, typedFrom } from './input-fields.tsx'
import { PredictionResult } from './prediction-result.tsx'

const ask = async (slug: string, input: SentInput): Promise<TriedOut> => {
  const response = await fetch(`/p/${slug}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input }),
  }).catch(() => {
    throw new DoorError('offline', 'The server cannot be reached. Check your connection and try again.')
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw readError(body, response.status)
  return body as TriedOut
}

type Answer = { asked: SentInput | null; result: TriedOut | undefined; error: unknown; pending: boolean }
const nothing: Answer = { asked: null, result: undefined, error: null, pending: false }

/** A public deployment, to be tried without an account. */
export function PublicTrial({
  deployment,
  onInput,
}: {
  deployment: PublicPageView
  onInput?: (input: SentInput) => void
}) {
  const { slug, kind, audioRate, columns, examples, stopped } = deployment
  const form = { kind, rate: audioRate ?? undefined, columns }
  const [typed, setTyped] = useState(() => typedFrom(form, examples[0] ?? null))
  const [answer, setAnswer] = useState<Answer>(nothing)
  const change = (next: typeof typed) => {
    setTyped(next)
    onInput?.(sentFrom(form, next))
  }
  const run = async (event?: FormEvent) => {
    event?.preventDefault()
    if (answer.pending || stopped || !isComplete(form, typed)) return
    const asked = sentFrom(form, typed)
    setAnswer((before) => ({ ...before, pending: true }))
    try {
      setAnswer({ ...nothing, asked, result: await ask(slug, asked) })
    } catch (error) {
      setAnswer({ ...nothing, asked, error })
    }
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-stretch gap-6 lg:grid-cols-2">
      <Card>
        <form onSubmit={(event) => void run(event)} className="flex h-full flex-col">
          <CardHeader title="Try it" />
          <CardBody className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start gap-4">
            <InputFields asked={form} value={typed} onChange={change} onRun={() => void run()} />
            {examples.length > 1 && (
              <ExampleInputs
                examples={examples}
                kind={kind}
                onChoose={(example) => change(typedFrom(form, example))}
              />
            )}
            <div>
              <Button
                type="submit"
                look="primary"
                pending={answer.pending}
                disabled={stopped || !isComplete(form, typed)}
                data-testid="playground-run"
              >
                <Play />
                Predict
              </Button>
            </div>
          </CardBody>
        </form>
      </Card>
      <PredictionResult
        thresholds={
          new Map(deployment.thresholds.map((threshold, k) => [deployment.labels[k] ?? '', threshold]))
        }
        asked={answer.asked}
        rate={audioRate ?? undefined}
        result={answer.result}
        error={answer.error}
        pending={answer.pending}
      />
    </div>
  )
}
