import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { PartProps } from './name-fields.tsx'

const none = ' none'

export function AddressFields({ form, onChange }: PartProps) {
  const pages = useQuery(trpc.brand.openPages.queryOptions())
  return (
    <>
      <TextField
        label="Support e-mail"
        hint="Shown in e-mails and in the footer of public pages."
        type="email"
        maxLength={200}
        placeholder="help@example.com"
        value={form.supportEmail}
        onType={(supportEmail) => onChange({ supportEmail })}
      />
      <TextField
        label="Public URL"
        hint="Used in e-mails, shared links and the API reference. Leave empty to use the address the server was started with."
        type="url"
        maxLength={300}
        placeholder={location.origin}
        value={form.publicUrl ?? ''}
        onType={(publicUrl) => onChange({ publicUrl })}
      />
      <SelectField
        label="Live demo on the landing page"
        hint="Choose a deployment that has a public page."
        value={form.demoSlug ?? none}
        onChange={(slug) => onChange({ demoSlug: slug === none ? null : slug })}
        options={[
          { value: none, label: 'No demo' },
          ...(pages.data ?? []).map(({ slug, title }) => ({
            value: slug,
            label: `${title} (/p/${slug})`,
          })),
        ]}
      />
    </>
  )
}
