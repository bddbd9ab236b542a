import type { SentInput } from '@assay/ml-core/schema'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { fileOf, pictureUrl } from '../../ui/playground/file-input.ts'
import { InputFields, isComplete, sentFrom, typedFrom } from '../../ui/playground/input-fields.tsx'

const mostExamples = 6

const textOf = (example: SentInput): string =>
  typeof example === 'string'
    ? example
    : Object.entries(example)
        .map(([name, value]) => `${name}: ${String(value ?? '')}`)
        .join(', ')

/** Inputs that visitors may begin with. */
export function ExamplesField({
  deployment: { manifest },
  examples,
  onChange,
}: {
  deployment: DeploymentDetail
  examples: SentInput[]
  onChange: (examples: SentInput[]) => void
}) {
  const form = { kind: manifest.kind, rate: manifest.audio?.rate, columns: manifest.columns }
  const [typed, setTyped] = useState<ReturnType<typeof typedFrom> | null>(null)
  return (
    <section className="grid gap-2" aria-labelledby="examples-title">
      <h3 id="examples-title" className="font-medium text-[13px]">
        Examples
      </h3>
      <p className="text-[13px] text-faint">
        Visitors start with one of these. Write your own: your data stays private.
      </p>
      <ul className="grid gap-1.5">
        {examples.map((example, at) => {
          const file = fileOf(example)
          return (
            <li
              key={at}
              className="flex min-w-0 items-center gap-2 rounded-lg border border-line bg-sunken/50 py-1 pr-1 pl-3 text-[13px]"
            >
              {file && manifest.kind === 'image' ? (
                <img
                  src={pictureUrl(file)}
                  alt={`Example ${at + 1}`}
                  className="size-8 rounded object-cover"
                />
              ) : (
                <span className="min-w-0 flex-1 truncate">{file ? `Sound ${at + 1}` : textOf(example)}</span>
              )}
              <Button
                look="ghost"
                size="iconSm"
                className="ml-auto"
                aria-label={`Remove example ${at + 1}`}
                onClick={() => onChange(examples.filter((_, place) => place !== at))}
              >
                <X />
              </Button>
            </li>
          )
        })}
      </ul>
      {typed ? (
        <div className="grid gap-3 rounded-lg border border-line p-3">
          <InputFields asked={form} value={typed} onChange={setTyped} onRun={() => {}} />
          <div className="flex gap-2">
            <Button
              size="sm"
              disabled={!isComplete(form, typed)}
              onClick={() => {
                onChange([...examples, sentFrom(form, typed)])
                setTyped(null)
              }}
              data-testid="keep-example"
            >
              Save the example
            </Button>
            <Button size="sm" look="ghost" onClick={() => setTyped(null)}>
              Cancel
            </Button>
          </div>
        </div>
      ) : (
        <Button
          size="sm"
          className="justify-self-start"
          disabled={examples.length >= mostExamples}
          onClick={() => setTyped(typedFrom(form, null))}
          data-testid="add-example"
        >
          <Plus />
          Add an example
        </Button>
      )}
    </section>
  )
}
