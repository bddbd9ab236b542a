import type { Importance, TrainingReport } from '@assay/ml-core/schema'
import { Lightbulb } from 'lucide-react'
import { useState } from 'react'
import { formatPercent, plural } from '../../lib/format.ts'
import { Bars } from '../../ui/bars.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState } from '../../ui/states.tsx'

const title = 'What it relies on'

/** The columns, or the words of each class, that move its answers most. */
export function ImportanceCard({ report }: { report: TrainingReport }) {
  const { importance } = report
  if (!importance)
    return (
      <Card>
        <CardHeader title={title} />
        <EmptyState icon={Lightbulb} title="Nothing to show" className="pt-4 pb-10">
          {importance === null
            ? 'This kind of classifier explains answers one at a time: try it in the playground.'
            : 'This version was trained before this was measured. Retrain the model to see it.'}
        </EmptyState>
      </Card>
    )
  return importance.method === 'words' ? (
    <WordsCard importance={importance} />
  ) : (
    <ColumnsCard importance={importance} />
  )
}

const explanations = {
  contribution: 'Mean size of each column’s contribution to the answer’s score',
  permutation: 'Accuracy lost when a column’s values are shuffled',
} as const

function ColumnsCard({ importance }: { importance: Importance }) {
  const { method, columns, rows } = importance
  if (method === 'words') return null
  return (
    <Card data-testid="importance-card">
      <CardHeader
        title={title}
        description={`${explanations[method]}, over ${plural(rows, 'validation row')}.`}
      />
      <CardBody>
        <Bars
          label="Columns by importance"
          bars={columns.slice(0, 25).map(({ name, weight }) => ({
            key: name,
            label: name,
            value: Math.max(0, weight),
            shown: method === 'permutation' ? formatPercent(weight) : weight.toFixed(3),
          }))}
        />
      </CardBody>
    </Card>
  )
}

function WordsCard({ importance }: { importance: Importance }) {
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      importance.words.findIndex(({ top }) => top.length > 0),
    ),
  )
  const chosen = importance.words[at]
  return (
    <Card data-testid="importance-card">
      <CardHeader
        title={title}
        description={`The words that most supported a class, averaged over its answers among ${plural(importance.rows, 'validation text')}.`}
        actions={
          <Select
            aria-label="Class"
            className="h-8 w-44 max-w-full"
            value={String(at)}
            onChange={(next) => setAt(Number(next))}
            options={importance.words.map(({ label }, place) => ({ value: String(place), label }))}
          />
        }
      />
      <CardBody>
        {!chosen || chosen.top.length === 0 ? (
          <p className="text-[13px] text-faint">No word supported this class in two or more texts.</p>
        ) : (
          <Bars
            label={`Words supporting ${chosen.label}`}
            bars={chosen.top.map(({ word, weight, texts }) => ({
              key: word,
              label: word,
              value: weight,
              shown: `${weight.toFixed(3)} · ${plural(texts, 'text')}`,
            }))}
          />
        )}
      </CardBody>
    </Card>
  )
}
