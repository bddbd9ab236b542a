import { cn } from '../../lib/class-names.ts'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { figuresOf, type Step } from './threshold-steps.ts'

const percent = (value: number | null) => (value === null ? '–' : formatPercent(value, 1))

/** The four outcomes at one threshold, and the shares that are read off them. */
export function OutcomeMatrix({ label, step }: { label: string; step: Step }) {
  const figures = figuresOf(step)
  const heading = 'px-2 py-1 text-left font-medium text-faint text-xs'
  return (
    <div className="grid min-w-0 gap-4" data-testid="outcomes">
      <table className="w-full table-fixed border-separate border-spacing-[3px] text-[13px]">
        <caption className="sr-only">Outcomes of the test rows at this threshold</caption>
        <thead>
          <tr>
            <td className="w-[28%]" />
            <th scope="col" className={cn(heading, 'break-words')}>
              answered “{label}”
            </th>
            <th scope="col" className={heading}>
              not
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row" className={cn(heading, 'break-words')}>
              is “{label}”
            </th>
            <Outcome count={step.tp} name="found" right />
            <Outcome count={step.fn} name="missed" />
          </tr>
          <tr>
            <th scope="row" className={heading}>
              is not
            </th>
            <Outcome count={step.fp} name="false alarms" />
            <Outcome count={step.tn} name="correctly excluded" right />
          </tr>
        </tbody>
      </table>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3">
        <Share name="Sensitivity (recall)" value={figures.sensitivity} note="of the class found" />
        <Share name="Specificity" value={figures.specificity} note="of the others not flagged" />
        <Share name="Precision (PPV)" value={figures.precision} note="of its answers right" />
        <Share name="NPV" value={figures.negativePredictiveValue} note="of the rest right" />
      </dl>
    </div>
  )
}

const Outcome = ({ count, name, right }: { count: number; name: string; right?: boolean }) => (
  <td
    className={cn(
      'rounded-md px-3 py-2',
      right ? 'bg-accent-soft' : count > 0 ? 'bg-warn-soft' : 'bg-sunken',
    )}
  >
    <span className="figure block font-semibold text-base">{formatCount(count)}</span>
    <span className="text-soft text-xs">{name}</span>
  </td>
)

const Share = ({ name, value, note }: { name: string; value: number | null; note: string }) => (
  <div className="min-w-0">
    <dt className="text-[13px] text-faint">{name}</dt>
    <dd className="figure font-semibold text-base">
      {percent(value)}
      <span className="block font-normal text-faint text-xs">{note}</span>
    </dd>
  </div>
)
