import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../lib/api.ts'
import type { EntitlementsView } from '../lib/views.ts'
import { Notice } from '../ui/notice.tsx'

const texts: Partial<Record<EntitlementsView['standing'], { tone: 'warn' | 'bad'; text: string }>> = {
  grace: { tone: 'warn', text: 'The last payment failed. Everything keeps working for now.' },
  restricted: { tone: 'bad', text: 'Payment is overdue. Calls and training are refused until you pay.' },
  paused: { tone: 'warn', text: 'The subscription is paused. Calls are refused until it resumes.' },
}

/** What stops a workspace, or soon will, on every page but the one that says more of it. */
export function StandingBanner() {
  const { data } = useQuery({ ...trpc.billing.entitlements.queryOptions(), staleTime: 60_000 })
  if (data?.standing === 'suspended' && data.refusal)
    return (
      <Notice tone="bad" className="mb-5" data-testid="standing-banner">
        {data.refusal.message} You can still view data and models.
      </Notice>
    )
  const notice = data && texts[data.standing]
  if (!notice) return null
  return (
    <Notice tone={notice.tone} className="mb-5" data-testid="standing-banner">
      {notice.text}{' '}
      <Link to="/billing" className="font-medium underline underline-offset-2">
        Open billing
      </Link>
    </Notice>
  )
}
