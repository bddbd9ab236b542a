import { Plus, X } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { PartProps } from './name-fields.tsx'

const mostLinks = 8

export function LinkFields({ form, onChange }: PartProps) {
  const { links } = form
  const set = (at: number, part: Partial<(typeof links)[number]>) =>
    onChange({ links: links.map((link, index) => (index === at ? { ...link, ...part } : link)) })
  return (
    <>
      {links.map((link, at) => (
        <div key={at} className="grid items-end gap-3 sm:grid-cols-[12rem_1fr_auto]">
          <TextField
            label="Link text"
            maxLength={30}
            value={link.label}
            onType={(label) => set(at, { label })}
          />
          <TextField
            label="Links to"
            type="url"
            maxLength={300}
            placeholder="https://"
            value={link.url}
            onType={(url) => set(at, { url })}
          />
          <Button
            look="ghost"
            size="icon"
            aria-label={`Remove the link ${link.label}`}
            onClick={() => onChange({ links: links.filter((_, index) => index !== at) })}
          >
            <X />
          </Button>
        </div>
      ))}
      <div>
        <Button
          size="sm"
          disabled={links.length >= mostLinks}
          onClick={() => onChange({ links: [...links, { label: '', url: '' }] })}
        >
          <Plus />
          Add a link
        </Button>
      </div>
      <TextField
        label="Text below the links"
        hint="For example, company name and registration."
        maxLength={200}
        value={form.footer}
        onType={(footer) => onChange({ footer })}
      />
    </>
  )
}
