import { Link } from '@tanstack/react-router'
import { Notice } from '../../ui/notice.tsx'
import { useAlerts } from './use-alerts.ts'

const most = 4

/** What wants somebody's attention, each with the way to it; nothing while nothing does. */
export function Alerts() {
  const alerts = useAlerts()
  if (alerts.length === 0) return null
  return (
    <section aria-label="Alerts" className="grid gap-2" data-testid="alerts">
      {alerts.slice(0, most).map(({ key, tone, text, action, link }) => (
        <Notice key={key} tone={tone}>
          {text}{' '}
          <Link {...link} className="font-medium underline underline-offset-2">
            {action}
          </Link>
        </Notice>
      ))}
    </section>
  )
}
