import type { InputColumn, SentInput } from '@assay/ml-core/schema'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail, ExampleInput } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { CallCode } from './call-code.tsx'
import { ExampleInputs } from './example-inputs.tsx'
import { exampleFile, type FileInput, fileOf, takesFiles } from './file-input.ts'
import { ImageField } from './image-field.tsx'
import { exampleRow, readRow, type TypedRow, typedRow } from './playground-input.ts'
import { PredictionResult } from './prediction-result.tsx'
import { SoundField } from './sound-field.tsx'

export function Playground({ deployment }: { deployment: DeploymentDetail }) {
  const { manifest } = deployment
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const examples = useQuery(
    trpc.solution.examples.queryOptions(
      { deploymentId: deployment.id },
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const [first] = examples.data ?? []
  const [text, setText] = useState(textOf(first ?? manifest.example))
  const [row, setRow] = useState<TypedRow>(() => rowOf(manifest, first))
  const [asked, setAsked] = useState<SentInput | null>(null)
  const [file, setFile] = useState(() => fileOf(first ?? '') ?? exampleFile(manifest))
  const show = (example: ExampleInput) => {
    setText(textOf(example))
    setRow(rowOf(manifest, example))
    setFile(fileOf(example))
  }
  const input = inputOf(manifest, text, row, file)
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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) run()
  }
  return (
    <div className="grid gap-6">
      <div className="grid items-stretch gap-6 lg:grid-cols-2">
        <Card>
          <form onSubmit={run} className="flex h-full flex-col">
            <CardHeader title="Try it" description="Counts as one prediction, like any call." />
            <CardBody className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start gap-4">
              {manifest.kind === 'image' ? (
                <ImageField value={file} onChange={setFile} />
              ) : manifest.audio ? (
                <SoundField rate={manifest.audio.rate} value={file} onChange={setFile} />
              ) : manifest.kind === 'text' ? (
                <Field label="Text">
                  {(control) => (
                    <Textarea
                      {...control}
                      data-testid="playground-input"
                      className="min-h-40"
                      value={text}
                      onChange={(event) => setText(event.target.value)}
                      onKeyDown={onKeyDown}
                    />
                  )}
                </Field>
              ) : (
                <div className="grid gap-4 sm:grid-cols-2" data-testid="playground-input">
                  {manifest.columns.map((column) => (
                    <ColumnField
                      key={column.name}
                      column={column}
                      value={row[column.name] ?? ''}
                      onChange={(value) => setRow({ ...row, [column.name]: value })}
                    />
                  ))}
                </div>
              )}
              {examples.data && examples.data.length > 0 && (
                <ExampleInputs examples={examples.data} kind={manifest.kind} onChoose={show} />
              )}
              <div className="flex items-center gap-3">
                <Button
                  type="submit"
                  look="primary"
                  pending={tryOut.isPending}
                  disabled={
                    !canWrite ||
                    deployment.stoppedAt !== null ||
                    (manifest.kind === 'text' && text.trim() === '') ||
                    (takesFiles(manifest.kind) && file === null)
                  }
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

const textOf = (input: unknown): string => (typeof input === 'string' ? input : '')

const rowOf = (manifest: DeploymentDetail['manifest'], example: ExampleInput | undefined): TypedRow =>
  example === undefined || typeof example === 'string' || fileOf(example)
    ? exampleRow(manifest)
    : typedRow(manifest, example)

const thresholdsOf = ({ labels, thresholds = [] }: DeploymentDetail['manifest']): Map<string, number> =>
  new Map(thresholds.map((threshold, k) => [labels[k] ?? '', threshold]))

function inputOf(
  { kind, columns }: DeploymentDetail['manifest'],
  text: string,
  row: TypedRow,
  file: FileInput | null,
): SentInput {
  if (kind === 'text') return text
  return takesFiles(kind) ? (file ?? { b64: '' }) : readRow(columns, row)
}

const none = ' none'

function ColumnField({
  column,
  value,
  onChange,
}: {
  column: InputColumn
  value: string
  onChange: (value: string) => void
}) {
  const choices =
    column.type === 'boolean' ? ['true', 'false'] : column.type === 'category' ? column.categories : []
  const known = choices.length > 0 && (value === '' || choices.includes(value))
  return (
    <Field label={column.name}>
      {(control) =>
        known ? (
          <Select
            {...control}
            value={value === '' ? none : value}
            onChange={(next) => onChange(next === none ? '' : next)}
            options={[
              ...choices
                .filter((choice) => choice !== '')
                .map((choice) => ({ value: choice, label: choice })),
              { value: none, label: 'No value' },
            ]}
          />
        ) : (
          <Input
            {...control}
            type={column.type === 'date' ? 'date' : 'text'}
            inputMode={column.type === 'number' ? 'decimal' : 'text'}
            placeholder="No value"
            value={column.type === 'date' ? value.slice(0, 10) : value}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}
