import { TextField } from '../../ui/text-field.tsx'
import type { BrandForm } from './brand-form.ts'

export type PartProps = { form: BrandForm; onChange: (part: Partial<BrandForm>) => void }

export const NameFields = ({ form, onChange }: PartProps) => (
  <>
    <TextField
      label="Name"
      required
      maxLength={40}
      value={form.name}
      onType={(name) => onChange({ name })}
      testId="brand-name"
    />
    <TextField
      label="Tagline"
      hint="The landing page headline, also shown in search results."
      required
      maxLength={140}
      value={form.tagline}
      onType={(tagline) => onChange({ tagline })}
      testId="brand-tagline"
    />
    <TextField
      label="Sender name"
      hint="Shown before the sender’s address. Leave empty to use the name above."
      maxLength={60}
      placeholder={form.name}
      value={form.senderName}
      onType={(senderName) => onChange({ senderName })}
    />
  </>
)
