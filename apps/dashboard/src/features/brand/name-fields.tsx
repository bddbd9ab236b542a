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
      label="In one sentence"
      hint="The headline of the landing page, and what search engines show."
      required
      maxLength={140}
      value={form.tagline}
      onType={(tagline) => onChange({ tagline })}
      testId="brand-tagline"
    />
    <TextField
      label="Mails come from"
      hint="The name before the sender’s address. Left empty it is the name above."
      maxLength={60}
      placeholder={form.name}
      value={form.senderName}
      onType={(senderName) => onChange({ senderName })}
    />
  </>
)
