import type { BrandView } from '@assay/services/views'

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** JSON that ends no script element and opens no comment. */
const asJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

export type Head = {
  title: string
  description: string
  /** The page's own address, where search engines and shared links are to find it; null: it is for nobody to find. */
  canonical: string | null
  image: string | null
}

const tag = (property: string, content: string): string =>
  `<meta property="${property}" content="${escapeHtml(content)}" />`

/**
 * What stands in the head of every page, so that no other name or colour is ever seen: title, icons, colours and the
 * brand as data. A data block is no script, so the content security policy has nothing to allow.
 */
export const writeHead = (brand: BrandView, head: Head, data: Record<string, unknown>): string =>
  [
    `<title>${escapeHtml(head.title)}</title>`,
    `<meta name="description" content="${escapeHtml(head.description)}" />`,
    `<meta name="theme-color" media="(prefers-color-scheme: light)" content="${brand.accent.light}" />`,
    `<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${brand.accent.dark}" />`,
    `<link rel="icon" href="${brand.favicon ?? `/favicon.svg?${brand.number}`}" />`,
    ...(head.canonical === null
      ? ['<meta name="robots" content="noindex" />']
      : [
          `<link rel="canonical" href="${escapeHtml(head.canonical)}" />`,
          tag('og:type', 'website'),
          tag('og:site_name', brand.name),
          tag('og:title', head.title),
          tag('og:description', head.description),
          tag('og:url', head.canonical),
          ...(head.image === null
            ? []
            : [tag('og:image', head.image), '<meta name="twitter:card" content="summary_large_image" />']),
        ]),
    `<style id="brand-style">${brand.css}</style>`,
    ...Object.entries({ brand, ...data }).map(
      ([name, value]) => `<script type="application/json" id="${name}-data">${asJson(value)}</script>`,
    ),
  ].join('\n    ')

/** Where a built page takes its head. */
export const headMark = '<!--head-->'
