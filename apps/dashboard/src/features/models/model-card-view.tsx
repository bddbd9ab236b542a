import { said } from '@assay/i18n/runtime'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay, formatPercent, formatScore } from '../../lib/format.ts'
import { saveFile } from '../../lib/save-file.ts'
import type { ModelCardView as CardView, ModelVersionView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FactGrid } from '../../ui/facts.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { deploymentName } from './deploy-dialog.tsx'
import { CardNotes } from './model-card-notes.tsx'
import { sliceName } from './slices-card.tsx'

/** What someone should know before relying on this version, as a page and as a file. */
export function ModelCardView({ version }: { version: ModelVersionView }) {
  const card = useQuery(trpc.model.card.queryOptions({ id: version.id }))
  return (
    <QueryView query={card} skeleton={<PageSkeleton />}>
      {(view) => <CardPage view={view} version={version} />}
    </QueryView>
  )
}

function CardPage({ view, version }: { view: CardView; version: ModelVersionView }) {
  const { card, markdown } = view
  const file = `${deploymentName(card.model.name)}-v${card.model.version}-card`
  return (
    <div className="grid gap-6" data-testid="model-card">
      <CardNotes modelId={version.modelId} notes={card.notes} />
      <Card>
        <CardHeader
          title="Evaluation results"
          description="Generated from the report."
          actions={
            <>
              <Button size="sm" onClick={() => saveFile(`${file}.md`, 'text/markdown', markdown)}>
                <Download />
                Markdown
              </Button>
              <Button
                size="sm"
                onClick={() => saveFile(`${file}.json`, 'application/json', JSON.stringify(card, null, 2))}
              >
                <Download />
                JSON
              </Button>
            </>
          }
        />
        <CardBody className="grid gap-6">
          <FactGrid items={figuresOf(card)} />
          <Section title="Limits found">
            <ul className="grid list-disc gap-1 pl-5 text-sm">
              {card.cautions.map((caution) => (
                <li key={caution}>{said(caution)}</li>
              ))}
            </ul>
          </Section>
          {card.slices.length > 0 && (
            <Section title="Lowest performing">
              <ul className="figure grid gap-1 text-[13px]">
                {card.slices.slice(0, 5).map((slice) => (
                  <li key={sliceName(slice)} className="flex justify-between gap-4">
                    <span className="min-w-0 truncate">{sliceName(slice)}</span>
                    <span className="shrink-0 text-faint">
                      {formatPercent(slice.accuracy)} of {formatCount(slice.rows)}
                    </span>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          <Section title="Data">
            <p className="text-sm">
              {card.data.name}, version {card.data.version}: {formatCount(card.data.rows.train)} rows for
              training, {formatCount(card.data.rows.validation)} for validation,{' '}
              {formatCount(card.data.rows.test)} for testing; {formatCount(card.data.classes.length)} labels.
              {card.data.deletedAt && ` The data was deleted on ${formatDay(card.data.deletedAt)}.`}
            </p>
          </Section>
        </CardBody>
      </Card>
    </div>
  )
}

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="grid gap-2">
    <h3 className="font-medium text-sm">{title}</h3>
    {children}
  </section>
)

/** What this version was measured by; several labels per answer are measured by fewer figures. */
function figuresOf({ figures, baseline, abstention }: CardView['card']) {
  const { accuracy } = figures.intervals ?? {}
  const sure = abstention[0]
  const all: [name: string, value: string | null][] = [
    ['Accuracy', formatPercent(figures.accuracy)],
    ['95% interval', accuracy ? `${formatPercent(accuracy.low)} – ${formatPercent(accuracy.high)}` : null],
    ['Baseline', formatPercent(baseline.accuracy)],
    ['Macro-F1', formatScore(figures.macroF1)],
    ['ROC-AUC', figures.rocAuc == null ? null : formatScore(figures.rocAuc)],
    ['Calibration error', formatPercent(figures.ece)],
    ['Test rows', formatCount(figures.rows)],
    [
      `Answer rate at ≤ ${formatPercent(sure?.wanted ?? 0)} wrong`,
      sure ? formatPercent(sure.answered / figures.rows) : null,
    ],
  ]
  return all.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}
