import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatMoment, formatPercent } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { RequestDetail } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Status } from './request-row.tsx'

const shownAnswers = 50

/** One call: who asked, what was answered, what was kept, and whether it was right. Mounted while it is open. */
export function RequestDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const request = useQuery(trpc.request.get.queryOptions({ id }, { retry: false }))
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Call" description={<span className="font-mono text-xs">{id}</span>} wide>
        <DialogBody>
          <QueryView query={request} skeleton={<TableSkeleton rows={4} />}>
            {(one) => <Detail request={one} />}
          </QueryView>
        </DialogBody>
      </DialogContent>
    </Dialog>
  )
}

function Detail({ request }: { request: RequestDetail }) {
  const answers = request.answers ?? []
  return (
    <>
      <Facts
        items={[
          ['When', formatMoment(request.at)],
          ['Status', <Status key="status" request={request} />],
          ['Latency', `${Math.round(request.latencyMs)} ms`],
          ['Version', request.versionNumber === null ? '–' : `v${request.versionNumber}`],
          ['Key', request.apiKeyId === null ? 'Playground' : (request.apiKeyName ?? request.apiKeyId)],
          ['End user', request.endUserId ?? '–'],
        ]}
      />
      {answers.slice(0, shownAnswers).map((answer, place) => (
        <section key={place} className="grid gap-2 border-line border-t pt-4" data-testid="request-answer">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <strong className="font-medium">{answer.label ?? 'Withheld'}</strong>
            <span className="figure text-faint">{formatPercent(answer.score)}</span>
            <Judgement request={request} place={place} />
          </p>
          <Input request={request} place={place} />
        </section>
      ))}
      {answers.length > shownAnswers && (
        <p className="text-[13px] text-faint">and {answers.length - shownAnswers} more answers.</p>
      )}
    </>
  )
}

function Input({ request, place }: { request: RequestDetail; place: number }) {
  const kept = request.payloads.find((one) => one.place === place)
  if (!kept) return <p className="text-[13px] text-faint">Its input was not kept.</p>
  const { input, expiresAt } = kept
  return (
    <>
      <pre className="max-h-60 overflow-auto whitespace-pre-wrap break-words rounded-lg bg-sunken p-3 font-sans text-sm">
        {typeof input === 'string' ? input : JSON.stringify(input, null, 2)}
      </pre>
      <p className="text-[13px] text-faint">Kept until {formatMoment(expiresAt)}.</p>
    </>
  )
}

/** What was said of an answer, or the buttons to say it. */
function Judgement({ request, place }: { request: RequestDetail; place: number }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const said = request.feedback.find((one) => one.place === place)
  const give = useMutation(
    trpc.feedback.give.mutationOptions({
      onSuccess: () =>
        Promise.all([
          queries.invalidateQueries(trpc.request.pathFilter()),
          queries.invalidateQueries(trpc.feedback.pathFilter()),
        ]),
      onError: toastError,
    }),
  )
  const say = (correct: boolean) => give.mutate({ prediction_id: `${request.id}-${place}`, correct })
  return (
    <>
      {said?.correct === true && <Badge tone="good">right</Badge>}
      {said?.correct === false && (
        <Badge tone="bad">{said.label === null ? 'wrong' : `wrong: it is ${said.label}`}</Badge>
      )}
      {said?.comment && <span className="text-faint">“{said.comment}”</span>}
      {canWrite && said === undefined && request.answers?.[place]?.label != null && (
        <span className="ml-auto flex gap-1.5">
          <Button size="sm" onClick={() => say(true)} pending={give.isPending}>
            <Check />
            Right
          </Button>
          <Button size="sm" onClick={() => say(false)} pending={give.isPending}>
            <X />
            Wrong
          </Button>
        </span>
      )}
    </>
  )
}
