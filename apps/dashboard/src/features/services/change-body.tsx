import { formatMoney } from '../../lib/money.ts'
import type { EngagementChange, EngagementDetail } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'

const signed = (minor: string, currency: string): string =>
  `${minor.startsWith('-') ? '' : '+'}${formatMoney(minor, currency)}`

/** What a change request says. */
export const ChangeBody = ({
  change,
  service,
}: {
  change: EngagementChange
  service: Pick<EngagementDetail, 'currency' | 'work'>
}) => (
  <div className="grid gap-2 text-sm">
    <p className="flex flex-wrap items-center gap-2 font-medium">
      {change.number}. {change.title}
      <Badge
        tone={change.state === 'proposed' ? 'warn' : change.state === 'accepted' ? 'good' : 'neutral'}
        dot
      >
        {change.state}
      </Badge>
      <span className="figure">{signed(change.deltaMinor, service.currency)}</span>
    </p>
    <p className="whitespace-pre-line break-words text-soft">{change.reason}</p>
    <ul className="grid gap-0.5 text-[13px] text-faint">
      {change.lines.map((line, at) => (
        <li key={at} className="break-words">
          {line.description}: {line.quantity} ×{' '}
          {formatMoney(line.unitPriceMinor, service.currency, { maxDigits: 8 })}
        </li>
      ))}
      {change.milestones.map((one, at) => (
        <li key={at} className="break-words">
          {one.type === 'add'
            ? `New milestone “${one.title}”, ${formatMoney(one.amountMinor, service.currency)}`
            : `“${service.work.find(({ id }) => id === one.milestoneId)?.title ?? 'A milestone'}” ${signed(one.deltaMinor, service.currency)}`}
        </li>
      ))}
    </ul>
    {change.signature && (
      <p className="text-[13px] text-faint">
        Signed by {change.signature.name} on {change.signature.at.toISOString().slice(0, 10)}
      </p>
    )}
    {change.declineReason && <p className="text-[13px] text-faint">Declined: {change.declineReason}</p>}
  </div>
)
