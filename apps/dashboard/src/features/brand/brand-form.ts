import type { BrandInput, BrandSettings } from '../../lib/views.ts'

/** The form's own shape: every field as typed. */
export type BrandForm = Omit<BrandSettings, 'number'>

export const formOf = ({ number: _, ...settings }: BrandSettings): BrandForm => settings

export const inputOf = (form: BrandForm): BrandInput => ({
  ...form,
  name: form.name.trim(),
  tagline: form.tagline.trim(),
  links: form.links.filter(({ label, url }) => label.trim() !== '' || url.trim() !== ''),
  publicUrl: form.publicUrl?.trim() || null,
  demoSlug: form.demoSlug || null,
})

/** Browsers write colours in small letters; people do not. */
export const readColour = (typed: string): string => {
  const text = typed.trim().toLowerCase()
  return text.startsWith('#') ? text : `#${text}`
}
export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/.test(text)
