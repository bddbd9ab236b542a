import type { SentInput } from '@assay/ml-core/schema'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { ExampleInputs } from '../../ui/playground/example-inputs.tsx'
import {
  InputFields,
  isComplete,
  sentFrom,
  type Typed,
  typedFrom,
} from '../../ui/playground/input-fields.tsx'
import { PredictionResult } from '../../ui/playground/prediction-result.tsx'
import { CallCode } from './call-code.tsx'

export function Playground({ deployment }: { deployment: DeploymentDetail }) {
  const { manifest } = deployment
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const form = { kind: manifest.kind, rate: manifest.audio?.rate, columns: manifest.columns }
  const examples = useQuery(
    trpc.solution.examples.queryOptions(
      { deploymentId: deployment.id },
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const [changed, setTyped] = useState<Typed | null>(null)
  // Until somebody types: the first example, which may come later than the page.
  const typed = changed ?? typedFrom(form, examples.data?.[0] ?? manifest.example)
  const [asked, setAsked] = useState<SentInput | null>(null)
  const input = sentFrom(form, typed)
  const tryOut = useMutation(
    trpc.deployment.tryOut.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.deployment.get.queryFilter({ id: deployment.id }))
        void queries.invalidateQueries(trpc.billing.usage.pathFilter())
        void queries.invalidateQueries(trpc.billing.usageEvents.pathFilter())
      },
    }),
  )
  const run = (event?: FormEvent) => {
    event?.preventDefault()
    setAsked(input)
    tryOut.mutate({ id: deployment.id, input })
  }
  return (
    <div className="grid gap-6">
      <div className="grid items-stretch gap-6 lg:grid-cols-2">
        <Card>
          <form onSubmit={run} className="flex h-full flex-col">
            <CardHeader title="Try it" description="Counts as one prediction, like any call." />
            <CardBody className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start gap-4">
              <InputFields asked={form} value={typed} onChange={setTyped} onRun={run} />
              {examples.data && examples.data.length > 0 && (
                <ExampleInputs
                  examples={examples.data}
                  kind={manifest.kind}
                  onChoose={(example) => setTyped(typedFrom(form, example))}
                />
              )}
              <div className="flex items-center gap-3">
                <Button
                  type="submit"
                  look="primary"
                  pending={tryOut.isPending}
                  disabled={!canWrite || deployment.stoppedAt !== null || !isComplete(form, typed)}
                  data-testid="playground-run"
                >
                  <Play />
                  Predict
                </Button>
                {!canWrite && <span className="text-[13px] text-faint">Viewers cannot make calls.</span>}
              </div>
            </CardBody>
          </form>
        </Card>
        <PredictionResult
          thresholds={thresholdsOf(manifest)}
          asked={asked}
          rate={manifest.audio?.rate}
          result={tryOut.data}
          error={tryOut.error}
          pending={tryOut.isPending}
        />
      </div>
      <CallCode deployment={deployment} input={input} />
    </div>
  )
}

const thresholdsOf = ({ labels, thresholds = [] }: DeploymentDetail['manifest']): Map<string, number> =>
  new Map(thresholds.map((threshold, k) => [labels[k] ?? '', threshold]))
