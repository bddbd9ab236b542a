import { MessagesSquare } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { cn } from '../../lib/class-names.ts'
import type { EngagementEntry } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FormError } from '../../ui/form-error.tsx'
import type { PagedRows } from '../../ui/list-table.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TextAreaField } from '../../ui/text-field.tsx'
import { Time } from '../../ui/time.tsx'

export const entriesPerPage = 30

/** What both sides said, and what happened; the newest first. */
export function Discussion({
  entries,
  onComment,
}: {
  entries: PagedRows<EngagementEntry>
  /** Absent where the reader may only read. */
  onComment: ((text: string) => Promise<unknown>) | null
}) {
  const [text, setText] = useState('')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!onComment) return
    setPending(true)
    setFailure(null)
    try {
      await onComment(text)
      setText('')
    } catch (error) {
      setFailure(error)
    } finally {
      setPending(false)
    }
  }
  return (
    <Card>
      <CardHeader title="Discussion" description="Both sides can read it. The other side gets an e-mail." />
      {onComment && (
        <CardBody>
          <form onSubmit={submit} className="grid gap-3">
            <TextAreaField
              label="Write a message"
              required
              maxLength={5_000}
              controlClassName="min-h-16"
              value={text}
              onType={setText}
              testId="comment-text"
            />
            <FormError error={failure} />
            <Button type="submit" className="justify-self-end" pending={pending} data-testid="send-comment">
              Send
            </Button>
          </form>
        </CardBody>
      )}
      <QueryView query={entries} skeleton={<TableSkeleton rows={3} />}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState icon={MessagesSquare} title="No messages yet" />
          ) : (
            <>
              <ul className="border-line border-t" data-testid="entries">
                {items.map((one) => (
                  <li key={one.id} className="grid gap-0.5 border-line border-b px-5 py-3 last:border-b-0">
                    <p className="flex flex-wrap gap-x-2 text-[13px] text-faint">
                      <span className="font-medium text-ink">{one.authorName}</span>
                      {one.side === 'operator' && 'for the platform'}
                      <Time at={one.createdAt} />
                    </p>
                    <p
                      className={cn(
                        'whitespace-pre-line break-words text-sm',
                        one.kind === 'event' && 'text-soft',
                      )}
                    >
                      {one.text}
                    </p>
                  </li>
                ))}
              </ul>
              <Pagination {...entries.paging} total={total} noun="entry" many="entries" />
            </>
          )
        }
      </QueryView>
    </Card>
  )
}
