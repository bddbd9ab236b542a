import { Link } from '@tanstack/react-router'
import { formatPercent } from '../../lib/format.ts'
import type { LabellingItem } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { linkLook } from '../../ui/link.tsx'

/** Why a row is asked about. */
export function WhyAsked({
  item: { reason },
  onTake,
}: {
  item: LabellingItem
  onTake: (label: string) => void
}) {
  if (reason === null) return null
  const said = reason.type === 'feedback' ? reason.label : null
  return (
    <p className="text-[13px] text-faint" data-testid="why-asked">
      <Words reason={reason} />
      {(reason.type === 'call' || reason.type === 'feedback') && (
        <>
          {' '}
          <Link
            to="/deployments/$deploymentId"
            params={{ deploymentId: reason.deploymentId }}
            search={{ tab: 'requests', request: reason.requestId }}
            className={linkLook}
          >
            View call
          </Link>
        </>
      )}
      {said !== null && (
        <>
          {' '}
          <Button size="sm" look="ghost" onClick={() => onTake(said)} data-testid="take-feedback">
            Accept “{said}”
          </Button>
        </>
      )}
    </p>
  )
}

function Words({ reason }: { reason: NonNullable<LabellingItem['reason']> }) {
  if (reason.type === 'uncertain')
    return (
      <>
        Selected: the model is {formatPercent(reason.uncertainty, 0)} torn between two labels
        {reason.apart === null
          ? '.'
          : `, and the row is ${formatPercent(reason.apart, 0)} different from those before it.`}
      </>
    )
  if (reason.type === 'unlike')
    return <>Selected: it is {formatPercent(reason.apart, 0)} different from the rows before it.</>
  if (reason.type === 'contradicted')
    return (
      <>
        Selected: the model finds its own label {formatPercent(reason.ahead, 0)} more likely than the current
        one.
      </>
    )
  if (reason.type === 'call') return <>From a call.</>
  const said =
    reason.label !== null && reason.correct === false
      ? `Feedback: it should be “${reason.label}”`
      : reason.correct === false
        ? 'Feedback: the answer was wrong'
        : reason.correct === true
          ? 'Feedback: the answer was right'
          : `Feedback: “${reason.label ?? ''}”`
  return (
    <>
      {said}
      {reason.comment === null ? '.' : `: ${reason.comment}`}
    </>
  )
}
