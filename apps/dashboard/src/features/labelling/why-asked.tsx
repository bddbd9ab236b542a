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
            The call
          </Link>
        </>
      )}
      {said !== null && (
        <>
          {' '}
          <Button size="sm" look="ghost" onClick={() => onTake(said)} data-testid="take-feedback">
            Take “{said}”
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
        Asked as the model is {formatPercent(reason.uncertainty, 0)} torn between two labels
        {reason.apart === null
          ? '.'
          : `, and the row is ${formatPercent(reason.apart, 0)} unlike those before it.`}
      </>
    )
  if (reason.type === 'unlike')
    return <>Asked as it is {formatPercent(reason.apart, 0)} unlike the rows before it.</>
  if (reason.type === 'contradicted')
    return (
      <>
        Asked as the model finds its label {formatPercent(reason.ahead, 0)} more probable than the one it has.
      </>
    )
  if (reason.type === 'call') return <>Came in a call.</>
  const said =
    reason.label !== null && reason.correct === false
      ? `It should be “${reason.label}”, somebody said`
      : reason.correct === false
        ? 'Somebody said that the answer was wrong'
        : reason.correct === true
          ? 'Somebody said that the answer was right'
          : `Somebody said “${reason.label ?? ''}”`
  return (
    <>
      {said}
      {reason.comment === null ? '.' : `: ${reason.comment}`}
    </>
  )
}
