import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { refreshBrand } from '../../lib/brand.ts'
import type { BrandSettings } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { AddressFields } from './address-fields.tsx'
import { type BrandForm, formOf, inputOf } from './brand-form.ts'
import { BrandPreview } from './brand-preview.tsx'
import { ColourFields } from './colour-fields.tsx'
import { LinkFields } from './link-fields.tsx'
import { NameFields } from './name-fields.tsx'
import { PictureFields } from './picture-fields.tsx'

/** How the platform presents itself to everybody. */
export function BrandPage() {
  const settings = useQuery(trpc.brand.settings.queryOptions())
  return (
    <QueryView query={settings} skeleton={<PageSkeleton />}>
      {(found) => <BrandEditor key={found.number} settings={found} />}
    </QueryView>
  )
}

function BrandEditor({ settings }: { settings: BrandSettings }) {
  const queries = useQueryClient()
  const [form, setForm] = useState<BrandForm>(() => formOf(settings))
  const change = (part: Partial<BrandForm>) => setForm((before) => ({ ...before, ...part }))
  const save = useMutation(
    trpc.brand.set.mutationOptions({
      onSuccess: async () => {
        await Promise.all([refreshBrand(), queries.invalidateQueries(trpc.brand.pathFilter())])
        toastDone('Brand settings applied. Open pages update within seconds.')
      },
    }),
  )
  const changed = JSON.stringify(form) !== JSON.stringify(formOf(settings))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(inputOf(form))
  }
  return (
    <form onSubmit={submit} className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid gap-6">
        <Part title="Name" description="Shown on every page, e-mail and invoice, and in the API reference.">
          <NameFields form={form} onChange={change} />
        </Part>
        <Part
          title="Logo and icon"
          description="SVG or PNG, up to 512 KB. It is rendered here and stored as a PNG."
        >
          <PictureFields form={form} onChange={change} />
        </Part>
        <Part title="Accent" description="For buttons, links and selections. Text on it must stay readable.">
          <ColourFields accent={form.accent} onChange={(accent) => change({ accent })} />
        </Part>
        <Part title="Addresses" description="Where people find and contact the platform.">
          <AddressFields form={form} onChange={change} />
        </Part>
        <Part title="Public page footer">
          <LinkFields form={form} onChange={change} />
        </Part>
      </div>
      <div className="grid gap-4 xl:sticky xl:top-6">
        <BrandPreview form={form} />
        <FormError error={save.error} />
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            look="primary"
            disabled={!changed}
            pending={save.isPending}
            data-testid="save-brand"
          >
            Apply changes
          </Button>
          <Button disabled={!changed || save.isPending} onClick={() => setForm(formOf(settings))}>
            Undo changes
          </Button>
        </div>
      </div>
    </form>
  )
}

const Part = ({
  title,
  description,
  children,
}: {
  title: string
  description?: string
  children: ReactNode
}) => (
  <Card>
    <CardHeader title={title} description={description} />
    <CardBody className="grid gap-4">{children}</CardBody>
  </Card>
)
