import type { TrainingReport } from '@assay/ml-core/schema'
import { getRouteApi } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { formatCount, formatPercent, plural } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { type Cell, ConfusionMatrix } from './confusion-matrix.tsx'
import { ErrorsTable } from './errors-table.tsx'

const route = getRouteApi('/shell/models/$modelId/versions/$versionId')

/** `2.0` in the URL: actual class 2 taken for class 0. */
function readCell(text: string | undefined, size: number): Cell | null {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(text ?? '')
  const actual = Number(match?.[1])
  const predicted = Number(match?.[2])
  return match && actual < size && predicted < size ? { actual, predicted } : null
}

export function ConfusionCard({
  report,
  datasetVersionId,
}: {
  report: TrainingReport
  datasetVersionId: string
}) {
  const { cell: cellText } = route.useSearch()
  const navigate = route.useNavigate()
  const { confusion, perClass } = report.test
  const hasMedia = report.kind === 'image' || report.kind === 'audio'
  const labels = perClass.map((one) => one.label)
  const selected = readCell(cellText, labels.length)
  const select = (cell: Cell | null) =>
    void navigate({
      search: (old) => ({ ...old, cell: cell ? `${cell.actual}-${cell.predicted}` : undefined }),
      replace: true,
      resetScroll: false,
    })
  const errors = selected
    ? report.worstErrors.filter(
        (one) => one.actual === labels[selected.actual] && one.predicted === labels[selected.predicted],
      )
    : report.worstErrors
  const count = selected ? (confusion[selected.actual]?.[selected.predicted] ?? 0) : null
  return (
    <Card>
      <CardHeader
        title="Confusion matrix"
        description="Rows are true labels, columns are answers. Choose a cell to see its worst errors."
      />
      <CardBody className="grid gap-6">
        <ConfusionMatrix labels={labels} confusion={confusion} selected={selected} onSelect={select} />
        <section aria-live="polite" className="grid min-w-0 gap-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h3 className="font-semibold text-sm">
              {selected ? (
                <>
                  “{labels[selected.actual]}” answered as “{labels[selected.predicted]}”:{' '}
                  {plural(count ?? 0, 'row')}
                </>
              ) : (
                'Worst errors'
              )}
            </h3>
            {selected && (
              <Button size="sm" look="ghost" onClick={() => select(null)}>
                <X />
                Show all
              </Button>
            )}
          </div>
          {selected && selected.actual === selected.predicted ? (
            <p className="text-[13px] text-faint">
              These {plural(count ?? 0, 'row')} are answered correctly,{' '}
              {formatPercent(perClass[selected.actual]?.recall ?? 0)} of their class.
            </p>
          ) : errors.length === 0 ? (
            <p className="text-[13px] text-faint">
              {count === 0
                ? 'The model never makes this mistake on the test rows.'
                : selected
                  ? 'The report keeps only the most confident errors; none of them are in this cell.'
                  : 'No errors on the test rows.'}
            </p>
          ) : (
            <>
              <ErrorsTable errors={errors} media={hasMedia ? datasetVersionId : null} />
              {count !== null && count > errors.length && (
                <p className="text-[13px] text-faint">
                  The {formatCount(errors.length)} most confident of {formatCount(count)}.
                </p>
              )}
            </>
          )}
        </section>
      </CardBody>
    </Card>
  )
}
