import { listPublicPlans } from '@assay/services/billing'
import { readLegal } from '@assay/services/brand'
import type { Services } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'
import { readPublicPage } from '@assay/services/public-page'
import type { BrandView, SitePage } from '@assay/services/views'
import type { Head } from './html.ts'

type Found = { site: SitePage; head: Head }

const legalTitles = { terms: 'Terms of service', privacy: 'Privacy', imprint: 'Imprint' } as const

const orNull = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof AssayError && error.code === 'not_found') return null
    throw error
  }
}

/** The first words of a Markdown text, for search engines. */
const summaryOf = (markdown: string): string =>
  markdown
    .replace(/[#*_`>[\]]/g, '')
    .replace(/\(https?:[^)]*\)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)

/** Whether a path is a page in front of the product; `/` is one for people who are not signed in. */
export const isSitePath = (path: string): boolean =>
  path === '/pricing' || /^\/(legal|p)\/[^/]+\/?$/.test(path) || path === '/'

/** What a page in front of the product holds, with its head. */
export const readSitePage = async (
  services: Services,
  brand: BrandView,
  url: URL,
  home: string,
): Promise<Found> => {
  const path = url.pathname.replace(/(.)\/$/, '$1')
  const [, room = '', name = ''] = path.split('/')
  const canonical = `${home}${path === '/' ? '' : path}`
  const head = { canonical, image: `${home}/share/site.png` }
  if (path === '/') {
    const [plans, demo] = await Promise.all([
      listPublicPlans(services),
      brand.demoSlug === null ? null : orNull(readPublicPage(services, brand.demoSlug)),
    ])
    return {
      site: { page: 'landing', plans, demo },
      head: { ...head, title: `${brand.name}: ${brand.tagline}`, description: brand.tagline },
    }
  }
  if (path === '/pricing')
    return {
      site: { page: 'pricing', plans: await listPublicPlans(services) },
      head: {
        ...head,
        title: `Pricing · ${brand.name}`,
        description: `What ${brand.name} costs: every plan, what it includes, and a calculator for your own usage.`,
      },
    }
  if (room === 'legal') {
    const number = Number(url.searchParams.get('version') ?? '')
    const asked = { kind: name as 'terms', ...(Number.isInteger(number) && number > 0 && { number }) }
    const document = name in legalTitles ? await orNull(readLegal(services, asked)) : null
    if (document)
      return {
        site: { page: 'legal', document },
        head: {
          ...head,
          title: `${legalTitles[document.kind]} · ${brand.name}`,
          description: summaryOf(document.body),
        },
      }
  }
  if (room === 'p') {
    const deployment = await orNull(readPublicPage(services, decodeSlug(name)))
    if (deployment) {
      const { title, description } = deployment
      return {
        site: { page: 'deployment', deployment, embedded: url.searchParams.has('embed') },
        head: {
          canonical,
          image: `${home}/share/${deployment.slug}.png`,
          title: `${title} · ${brand.name}`,
          description: summaryOf(description) || `Try ${title} and call it from your own app.`,
        },
      }
    }
  }
  return {
    site: { page: 'missing' },
    head: {
      canonical: null,
      image: null,
      title: `Page not found · ${brand.name}`,
      description: brand.tagline,
    },
  }
}

const decodeSlug = (name: string): string => {
  try {
    return decodeURIComponent(name).slice(0, 64)
  } catch {
    return ''
  }
}
