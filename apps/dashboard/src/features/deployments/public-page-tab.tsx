import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail, PublicPageSettings } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { CodeBlock, CopyField } from '../../ui/copy.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'
import { ExamplesField } from './examples-field.tsx'

/** A page about this deployment that anybody may open, once its people want that. */
export function PublicPageTab({ deployment }: { deployment: DeploymentDetail }) {
  const page = useQuery(trpc.publicPage.get.queryOptions({ deploymentId: deployment.id }))
  return (
    <QueryView query={page} skeleton={<TableSkeleton />}>
      {(settings) => (
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
          <PageForm deployment={deployment} settings={settings} />
          <ShareCard settings={settings} />
        </div>
      )}
    </QueryView>
  )
}

function PageForm({ deployment, settings }: { deployment: DeploymentDetail; settings: PublicPageSettings }) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const { callsToday: _, kind: __, ...saved } = settings
  const [form, setForm] = useState(saved)
  const [cap, setCap] = useState(String(saved.dailyCap))
  const change = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }))
  const save = useMutation(
    trpc.publicPage.set.mutationOptions({
      onSuccess: async (_nothing, { isOpen }) => {
        await queries.invalidateQueries(trpc.publicPage.pathFilter())
        toastDone(isOpen ? 'The page is open to everyone.' : 'The page is closed.')
      },
    }),
  )
  const dailyCap = /^\d{1,6}$/.test(cap.trim()) ? Number(cap) : null
  const put = (isOpen: boolean) => {
    if (dailyCap === null) return
    change({ isOpen })
    save.mutate({ ...form, dailyCap, isOpen }, { onError: () => change({ isOpen: settings.isOpen }) })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    put(form.isOpen)
  }
  if (!canManage && !settings.isOpen)
    return <Notice>Owners and admins can open a public page for this deployment.</Notice>
  return (
    <Card>
      <form onSubmit={submit}>
        <CardHeader
          title={
            <span className="flex items-center gap-2">
              Public page{' '}
              <Badge tone={settings.isOpen ? 'good' : 'neutral'}>{settings.isOpen ? 'Open' : 'Closed'}</Badge>
            </span>
          }
          description="Visitors can try the deployment without an account. The page shows its labels, speed and answer rate, but no rows of your data and nothing else of your workspace."
        />
        <CardBody className="grid gap-4">
          <fieldset disabled={!canManage} className="contents">
            <TextField
              label="Title"
              required
              maxLength={80}
              value={form.title}
              onType={(title) => change({ title })}
              testId="page-title"
            />
            <TextField
              label="Address"
              hint={`${location.host}/p/${form.slug}`}
              required
              maxLength={48}
              value={form.slug}
              onType={(slug) => change({ slug: slug.toLowerCase() })}
              testId="page-slug"
            />
            <TextAreaField
              label="Description"
              hint="What it is for and what it is not. Markdown."
              maxLength={8_000}
              value={form.description}
              onType={(description) => change({ description })}
              testId="page-description"
            />
            <ExamplesField
              deployment={deployment}
              examples={form.examples}
              onChange={(examples) => change({ examples })}
            />
            <TextField
              label="Predictions per day, all visitors combined"
              hint="Billed to your workspace like any other call. Once the limit is reached, the page stops answering until midnight UTC."
              inputMode="numeric"
              maxLength={6}
              value={cap}
              onType={setCap}
              error={dailyCap === null && 'Enter a whole number, such as 200.'}
              testId="page-cap"
            />
            <Checkbox checked={form.showsCard} onChange={(showsCard) => change({ showsCard })}>
              Show the model card: metrics and your notes
            </Checkbox>
          </fieldset>
          <FormError error={save.error} />
          {canManage && (
            <div className="flex flex-wrap gap-2">
              {settings.isOpen ? (
                <>
                  <Button type="submit" look="primary" pending={save.isPending}>
                    Save
                  </Button>
                  <Button disabled={save.isPending} onClick={() => put(false)} data-testid="close-page">
                    Close the page
                  </Button>
                </>
              ) : (
                <Button
                  look="primary"
                  pending={save.isPending}
                  onClick={() => put(true)}
                  data-testid="open-page"
                >
                  Open to everyone
                </Button>
              )}
            </div>
          )}
        </CardBody>
      </form>
    </Card>
  )
}

function ShareCard({ settings }: { settings: PublicPageSettings }) {
  const address = `${location.origin}/p/${settings.slug}`
  if (!settings.isOpen) return null
  return (
    <Card>
      <CardHeader
        title="Share it"
        description={
          <>
            {formatCount(settings.callsToday)} of {formatCount(settings.dailyCap)} predictions used today.
          </>
        }
      />
      <CardBody className="grid min-w-0 gap-4">
        <CopyField text={address} label="the address" data-testid="page-address" />
        <a
          href={`/p/${settings.slug}`}
          target="_blank"
          rel="noreferrer"
          className={`${linkLook} text-[13px]`}
        >
          Open the page
        </a>
        <div className="grid min-w-0 gap-1.5">
          <p className="font-medium text-[13px]">Embed in another page</p>
          <CodeBlock
            code={`<iframe src="${address}?embed" title="${settings.title.replaceAll('"', '&quot;')}" width="100%" height="640" style="border:0"></iframe>`}
            label="the frame"
          />
        </div>
      </CardBody>
    </Card>
  )
}
