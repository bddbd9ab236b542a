import type { LegalKind } from '@assay/db'

type BrandPicture = { url: string; width: number; height: number }

/** How the platform presents itself; nothing in it is secret. */
export type BrandView = {
  /** Raised by every save. */
  number: number
  name: string
  tagline: string
  logo: { light: BrandPicture; dark: BrandPicture } | null
  showsName: boolean
  favicon: string | null
  accent: { light: string; dark: string }
  /** The custom properties of both themes. */
  css: string
  supportEmail: string
  links: { label: string; url: string }[]
  footer: string
  publicUrl: string | null
  demoSlug: string | null
  legal: { kind: LegalKind; id: string }[]
}

type AccentCheck = {
  /** Null where it can be used. */
  problem: string | null
  nearest: string
  palette: { accent: string; hover: string; soft: string; ink: string; onAccent: string }
  /** Of the text on it. */
  contrast: number
}
export type AccentPreview = { light: AccentCheck; dark: AccentCheck }

export type LegalDocumentView = {
  id: string
  kind: LegalKind
  number: number
  /** Markdown. */
  body: string
  publishedAt: string
}
