import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../../lib/api.ts'
import { plural } from '../../../lib/format.ts'
import type { ConnectionsView } from '../../../lib/views.ts'
import { Badge } from '../../../ui/badge.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { PageSkeleton } from '../../../ui/skeleton.tsx'
import { Time } from '../../../ui/time.tsx'
import { ConnectionCard } from './connection-card.tsx'

const modes: Record<ConnectionsView['stripe']['mode'], string> = {
  local: 'The local Stripe, for development',
  test: 'Test mode',
  live: 'Live mode',
}

const mailFacts = (mail: ConnectionsView['mail']): (readonly [string, string])[] => {
  if (mail === null) return [['Mail server', 'Unknown until a worker runs']]
  if (mail.kind === 'file') return [['E-mails written to file', mail.file]]
  return [
    ['Mail server', mail.server],
    ['Signs in as', mail.user ?? 'None'],
    ['Sender', mail.from],
  ]
}

/** What the platform is connected to, and whether each of it works. */
export function ConnectionsPage() {
  const connections = useQuery(trpc.platform.connections.queryOptions())
  return (
    <QueryView query={connections} skeleton={<PageSkeleton />}>
      {({ database, storage, stripe, mail }) => (
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <ConnectionCard
            part="mail"
            title="Mail"
            variables="SMTP_URL, MAIL_FROM"
            action="Send test e-mail"
            facts={mailFacts(mail)}
          />
          <ConnectionCard
            part="stripe"
            title="Stripe"
            variables="STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET"
            action="Test Stripe"
            facts={[
              ['Mode', modes[stripe.mode]],
              ['Secret key', stripe.key ?? 'Unknown'],
              ['Webhook URL', stripe.webhookUrl],
              ['Last event', stripe.lastEventAt ? <Time key="at" at={stripe.lastEventAt} /> : 'None yet'],
              [
                'Not applied yet',
                <Badge key="waiting" tone={stripe.waitingEvents > 0 ? 'warn' : 'neutral'}>
                  {plural(stripe.waitingEvents, 'event')}
                </Badge>,
              ],
            ]}
          />
          <ConnectionCard
            part="storage"
            title="Storage"
            variables="OBJECT_STORE_URL"
            action="Write, read and remove a file"
            facts={[
              ['Files stored in', storage.address ?? 'Unknown'],
              ['Browser uploads', storage.directUploads ? 'Directly to the bucket' : 'Through this server'],
            ]}
          />
          <ConnectionCard
            part="database"
            title="Database"
            variables="DATABASE_URL"
            action="Test connection"
            facts={[['Address', database.address ?? 'Unknown']]}
          />
        </div>
      )}
    </QueryView>
  )
}
