import type { BrandView } from '@assay/services/views'
import { useSyncExternalStore } from 'react'

/** What the server wrote into the page's head; null where another program serves the page. */
const readData = <T>(name: string): T | null => {
  const text = document.getElementById(`${name}-data`)?.textContent
  // Written by our own server.
  return text ? (JSON.parse(text) as T) : null
}

export { readData as readPageData }

const unknown: BrandView = {
  number: -1,
  name: '',
  tagline: '',
  logo: null,
  showsName: true,
  favicon: null,
  accent: { light: '#4f46e5', dark: '#5b54ee' },
  css: '',
  supportEmail: '',
  links: [],
  footer: '',
  publicUrl: null,
  demoSlug: null,
  legal: [],
}

let brand = readData<BrandView>('brand') ?? unknown
let pageTitle: string | null = null
let tag = ''
const listeners = new Set<() => void>()

export const readBrand = (): BrandView => brand

/** The brand as the operator has it at this moment. */
export const useBrand = (): BrandView =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, readBrand)

/** Names the page in the browser's tab, beside the brand. */
export const nameThePage = (title: string): void => {
  pageTitle = title
  document.title = `${title} · ${brand.name}`
}

/** A picture that was changed is another address, so that no browser shows the old one. */
const faviconOf = ({ favicon, number }: BrandView) => favicon ?? `/favicon.svg?${number}`

const apply = (next: BrandView): void => {
  const before = brand
  brand = next
  const style = document.getElementById('brand-style') ?? document.createElement('style')
  style.id = 'brand-style'
  style.textContent = next.css
  document.head.append(style)
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]') ?? document.createElement('link')
  icon.rel = 'icon'
  icon.href = faviconOf(next)
  document.head.append(icon)
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    meta.content = meta.media.includes('dark') ? next.accent.dark : next.accent.light
  if (pageTitle !== null) nameThePage(pageTitle)
  else if (before.name !== '') document.title = document.title.replaceAll(before.name, next.name)
  for (const tell of listeners) tell()
}

/** Asks whether the operator has changed the brand; nothing is transferred where not. */
export const refreshBrand = async (): Promise<void> => {
  const response = await fetch('/brand.json', tag ? { headers: { 'if-none-match': tag } } : {}).catch(
    () => null,
  )
  if (!response?.ok) return
  tag = response.headers.get('etag') ?? ''
  const next = (await response.json()) as BrandView
  if (JSON.stringify(next) !== JSON.stringify(brand)) apply(next)
}

const everyMs = 20_000

/** Follows the brand while somebody looks at the page, and as soon as they come back to it. */
export const followBrand = (): void => {
  const look = () => {
    if (document.visibilityState === 'visible') void refreshBrand()
  }
  window.addEventListener('focus', look)
  document.addEventListener('visibilitychange', look)
  setInterval(look, everyMs)
  if (brand === unknown) look()
}
