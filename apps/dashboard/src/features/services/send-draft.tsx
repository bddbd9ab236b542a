import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import type { QuoteVersionView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'

export function SendDraft({ draft }: { draft: QuoteVersionView }) {
  const queries = useQueryClient()
  const send = useMutation(
    trpc.operatorService.sendQuote.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operatorService.pathFilter())
        toastDone(`Version ${draft.number} was sent and can no longer change.`)
      },
      onError: toastError,
    }),
  )
  return (
    <Button
      look="primary"
      pending={send.isPending}
      onClick={() => send.mutate({ quoteVersionId: draft.id })}
      data-testid="send-quote"
    >
      <Send />
      Send version {draft.number}
    </Button>
  )
}
