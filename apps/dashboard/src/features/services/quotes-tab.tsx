import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { EngagementDetail, QuoteVersionView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Card, CardBody } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Answer } from './answer.tsx'
import { QuoteVersions } from './quote-versions.tsx'

export function QuotesTab({ service }: { service: EngagementDetail }) {
  const open = service.quotes.find(({ state }) => state === 'sent')
  return service.quotes.length === 0 ? (
    <Card>
      <EmptyState icon={FileText} title="No quote yet">
        You get an e-mail when the first one is sent. Until then, ask questions in the discussion.
      </EmptyState>
    </Card>
  ) : (
    <div className="grid gap-6">
      {open && <AnswerCard service={service} quote={open} />}
      {service.state === 'expired' && (
        <Notice tone="warn">The quote has expired. If you want a new version, ask in the discussion.</Notice>
      )}
      <QuoteVersions quotes={service.quotes} />
    </div>
  )
}

function AnswerCard({ service, quote }: { service: EngagementDetail; quote: QuoteVersionView }) {
  const queries = useQueryClient()
  const { canManage } = useSession()
  const refresh = { onSuccess: () => queries.invalidateQueries(trpc.service.pathFilter()) }
  const accept = useMutation(trpc.service.acceptQuote.mutationOptions(refresh))
  const decline = useMutation(trpc.service.declineQuote.mutationOptions(refresh))
  const total = formatMoney(quote.totalMinor, quote.content.currency)
  const quoteVersionId = quote.id
  return (
    <Card>
      <CardBody className="flex flex-wrap items-center justify-between gap-3 pt-5">
        <p className="text-sm">
          Version {quote.number} of “{service.title}” is waiting for your answer: <strong>{total}</strong>,
          valid until {quote.content.validUntil}.
        </p>
        {canManage ? (
          <Answer
            what={`version ${quote.number}`}
            total={total}
            declining="Your reason helps improve the next version."
            testId="quote"
            onAccept={async (name) => {
              await accept.mutateAsync({ quoteVersionId, contentSha256: quote.contentSha256, name })
              toastDone('The quote is accepted. Work can begin.')
            }}
            onDecline={(reason) => decline.mutateAsync({ quoteVersionId, reason })}
          />
        ) : (
          <p className="text-[13px] text-faint">An owner or admin of the workspace can accept it.</p>
        )}
      </CardBody>
    </Card>
  )
}
