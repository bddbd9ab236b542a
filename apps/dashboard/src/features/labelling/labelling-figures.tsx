import { formatCount, formatScore, plural } from '../../lib/format.ts'
import type { LabellingOverview } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Time } from '../../ui/time.tsx'
import { Explain } from '../../ui/tooltip.tsx'

const shownClasses = 12

/** How far the labelling is, who does it, and how well they agree. */
export function LabellingFigures({ overview }: { overview: LabellingOverview }) {
  const { queues, disputed, toPublish, published, perClass, people, agreement, scoring } = overview
  const open = queues.reduce((sum, queue) => sum + queue.open, 0)
  const done = toPublish + published
  const all = open + disputed + done
  const most = Math.max(1, ...perClass.map(({ count }) => count))
  return (
    <Card>
      <CardHeader title="So far" />
      <CardBody className="grid gap-5 text-[13px]">
        <div className="grid gap-1.5">
          <Progress fraction={all === 0 ? 0 : done / all} label="Rows labelled" />
          <p className="figure text-faint" data-testid="labelled-count">
            {formatCount(done)} labelled, {formatCount(open)} to go
            {disputed > 0 && `, ${formatCount(disputed)} to resolve`}
          </p>
        </div>
        {perClass.length > 0 && (
          <ul aria-label="Labels given" className="grid gap-1.5">
            {perClass.slice(0, shownClasses).map(({ label, count }) => (
              <li key={label} className="grid grid-cols-[1fr_auto] gap-x-3">
                <span className="truncate">{label}</span>
                <span className="figure text-faint">{formatCount(count)}</span>
                <span aria-hidden className="col-span-2 h-1 rounded bg-sunken">
                  <span
                    className="block h-1 rounded bg-accent"
                    style={{ width: `${(count / most) * 100}%` }}
                  />
                </span>
              </li>
            ))}
            {perClass.length > shownClasses && (
              <li className="text-faint">
                and {plural(perClass.length - shownClasses, 'class', 'classes')} more
              </li>
            )}
          </ul>
        )}
        {people.length > 0 && (
          <ul aria-label="People" className="grid gap-1">
            {people.map(({ userId, name, count }) => (
              <li key={userId} className="flex justify-between gap-3">
                <span className="truncate">{name}</span>
                <span className="figure text-faint">{formatCount(count)}</span>
              </li>
            ))}
          </ul>
        )}
        {agreement.rows > 0 && (
          <div className="grid gap-1">
            <p className="flex items-center gap-1.5">
              Agreement over {plural(agreement.rows, 'row')}:{' '}
              <strong className="figure font-medium">{formatScore(agreement.kappa, 2)}</strong>
              <Explain label="Agreement">
                Fleiss’ kappa: 1 is full agreement, 0 is chance. Above 0.8 is good; below 0.6 the classes need
                clearer descriptions.
              </Explain>
            </p>
            {agreement.pairs.map(({ a, b, rows, kappa }) => (
              <p key={`${a} ${b}`} className="text-faint">
                {a} and {b}: {formatScore(kappa, 2)} over {plural(rows, 'row')}
              </p>
            ))}
          </div>
        )}
        {scoring?.at && !scoring.running && (
          <p className="text-faint">
            {scoring.modelVersionId
              ? `A model checked ${plural(scoring.rows, 'row')}`
              : `${plural(scoring.rows, 'row')} sorted without a model`}{' '}
            <Time at={scoring.at} />.
          </p>
        )}
      </CardBody>
    </Card>
  )
}
