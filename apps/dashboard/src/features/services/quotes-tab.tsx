import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { EngagementDetail, QuoteVersionView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TextDialog } from '../../ui/text-dialog.tsx'
import { QuoteVersions } from './quote-versions.tsx'
import { SignDialog } from './sign-dialog.tsx'

export function QuotesTab({ service }: { service: EngagementDetail }) {
  const open = service.quotes.find(({ state }) => state === 'sent')
  return service.quotes.length === 0 ? (
    <Card>
      <EmptyState icon={FileText} title="No quote yet">
        You get a mail when the first one is sent. Until then the discussion is the place for questions.
      </EmptyState>
    </Card>
  ) : (
    <div className="grid gap-6">
      {open && <AnswerCard service={service} quote={open} />}
      {service.state === 'expired' && (
        <Notice tone="warn">
          The quote has expired. Ask for a new version in the discussion, where you want one.
        </Notice>
      )}
      <QuoteVersions quotes={service.quotes} />
    </div>
  )
}

function AnswerCard({ service, quote }: { service: EngagementDetail; quote: QuoteVersionView }) {
  const queries = useQueryClient()
  const { canManage } = useSession()
  const [dialog, setDialog] = useState<'accept' | 'decline' | null>(null)
  const refresh = { onSuccess: () => queries.invalidateQueries(trpc.service.pathFilter()) }
  const accept = useMutation(trpc.service.acceptQuote.mutationOptions(refresh))
  const decline = useMutation(trpc.service.declineQuote.mutationOptions(refresh))
  const total = formatMoney(quote.totalMinor, quote.content.currency)
  const quoteVersionId = quote.id
  const close = () => setDialog(null)
  return (
    <Card>
      <CardBody className="flex flex-wrap items-center justify-between gap-3 pt-5">
        <p className="text-sm">
          Version {quote.number} of “{service.title}” waits for your answer: <strong>{total}</strong>, valid
          until {quote.content.validUntil}.
        </p>
        {canManage ? (
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setDialog('decline')} data-testid="decline-quote">
              Decline
            </Button>
            <Button look="primary" onClick={() => setDialog('accept')} data-testid="accept-quote">
              Accept
            </Button>
          </div>
        ) : (
          <p className="text-[13px] text-faint">An owner or admin of the workspace can accept it.</p>
        )}
      </CardBody>
      {dialog === 'accept' && (
        <SignDialog
          what={`version ${quote.number}`}
          total={total}
          onClose={close}
          onSign={async (name) => {
            await accept.mutateAsync({ quoteVersionId, contentSha256: quote.contentSha256, name })
            toastDone('The quote is accepted. Work can begin.')
          }}
        />
      )}
      {dialog === 'decline' && (
        <TextDialog
          title={`Decline version ${quote.number}`}
          description="The reason helps the next version to be better."
          label="Reason"
          action="Decline"
          long
          danger
          onClose={close}
          onSubmit={(reason) => decline.mutateAsync({ quoteVersionId, reason })}
        />
      )}
    </Card>
  )
}
