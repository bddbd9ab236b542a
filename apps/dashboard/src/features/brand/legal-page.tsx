import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { refreshBrand } from '../../lib/brand.ts'
import { formatMoment } from '../../lib/format.ts'
import type { LegalDocument } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { linkLook } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { TextAreaField } from '../../ui/text-field.tsx'

const texts = [
  { kind: 'terms', title: 'Terms of service', note: 'Anyone signing up must accept them.' },
  { kind: 'privacy', title: 'Privacy', note: 'Anyone signing up must accept it.' },
  { kind: 'imprint', title: 'Imprint', note: 'Who runs the platform, where required by law.' },
] as const

/** The legal texts of the platform, in versions. */
export function LegalTextsPage() {
  const legal = useQuery(trpc.brand.legal.queryOptions())
  return (
    <QueryView query={legal} skeleton={<PageSkeleton />}>
      {(documents) => (
        <div className="grid gap-6">
          {texts.map((text) => {
            const document = documents.find(({ kind }) => kind === text.kind)
            return <LegalCard key={`${text.kind} ${document?.id}`} {...text} document={document} />
          })}
        </div>
      )}
    </QueryView>
  )
}

function LegalCard({
  kind,
  title,
  note,
  document,
}: (typeof texts)[number] & { document: LegalDocument | undefined }) {
  const queries = useQueryClient()
  const before = document?.body ?? ''
  const [body, setBody] = useState(before)
  const publish = useMutation(
    trpc.brand.publishLegal.mutationOptions({
      onSuccess: async ({ number }) => {
        await Promise.all([queries.invalidateQueries(trpc.brand.legal.pathFilter()), refreshBrand()])
        toastDone(`Version ${number} is published.`)
      },
    }),
  )
  const changed = body.trim() !== before
  return (
    <Card>
      <CardHeader
        title={title}
        description={
          document && before !== '' ? (
            <>
              Version {document.number}, since {formatMoment(new Date(document.publishedAt))}.{' '}
              <a href={`/legal/${kind}`} className={linkLook} target="_blank" rel="noreferrer">
                View
              </a>
            </>
          ) : (
            <>Not published. {note}</>
          )
        }
      />
      <CardBody className="grid gap-3">
        <TextAreaField
          label="Text"
          hint="Markdown. Publishing an empty text removes the page."
          controlClassName="min-h-48 font-mono text-[13px]"
          maxLength={200_000}
          value={body}
          onType={setBody}
          testId={`legal-${kind}`}
        />
        <div>
          <ConfirmDialog
            trigger={
              <Button disabled={!changed} data-testid={`publish-${kind}`}>
                Publish a version
              </Button>
            }
            title={`Publish “${title}”?`}
            confirm="Publish"
            testId="confirm-publish"
            onConfirm={() => publish.mutateAsync({ kind, body })}
          >
            A published version cannot be changed. {note} Earlier versions stay readable.
          </ConfirmDialog>
        </div>
      </CardBody>
    </Card>
  )
}
