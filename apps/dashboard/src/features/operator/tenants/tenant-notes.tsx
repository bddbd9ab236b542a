import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { toastError } from '../../../ui/action-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { Textarea } from '../../../ui/field.tsx'
import { FormError } from '../../../ui/form-error.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Time } from '../../../ui/time.tsx'

/** What operators tell one another of a tenant. */
export function TenantNotes({ workspaceId }: { workspaceId: string }) {
  const queries = useQueryClient()
  const notes = useQuery(trpc.tenant.notes.queryOptions({ workspaceId }))
  const [text, setText] = useState('')
  const refresh = () => queries.invalidateQueries(trpc.tenant.notes.pathFilter())
  const add = useMutation(
    trpc.tenant.addNote.mutationOptions({
      onSuccess: async () => {
        setText('')
        await refresh()
      },
    }),
  )
  const remove = useMutation(
    trpc.tenant.removeNote.mutationOptions({ onSettled: refresh, onError: toastError }),
  )
  return (
    <Card>
      <CardHeader title="Notes" description="Only operators read these." />
      <CardBody className="grid gap-4">
        <form
          className="grid gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim()) add.mutate({ workspaceId, text })
          }}
        >
          <Textarea
            aria-label="New note"
            value={text}
            maxLength={4000}
            placeholder="What should the next person to look at this know?"
            onChange={(event) => setText(event.target.value)}
            className="min-h-16"
            data-testid="note-text"
          />
          <FormError error={add.error} />
          <Button
            type="submit"
            size="sm"
            className="justify-self-end"
            pending={add.isPending}
            disabled={!text.trim()}
            data-testid="add-note"
          >
            Add note
          </Button>
        </form>
        <QueryView query={notes} skeleton={<Skeleton />}>
          {(all) => (
            <ul className="grid gap-3" aria-label="Notes">
              {all.map((note) => (
                <li key={note.id} className="group text-[13px]" data-testid="note">
                  <p className="whitespace-pre-wrap break-words">{note.text}</p>
                  <p className="flex items-center gap-1 text-faint">
                    <span className="min-w-0 flex-1 truncate">
                      {note.author}, <Time at={note.at} />
                    </span>
                    <Button
                      look="ghost"
                      size="iconSm"
                      aria-label="Remove this note"
                      onClick={() => remove.mutate({ id: note.id })}
                    >
                      <Trash2 />
                    </Button>
                  </p>
                </li>
              ))}
            </ul>
          )}
        </QueryView>
      </CardBody>
    </Card>
  )
}
