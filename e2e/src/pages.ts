import type { Page } from 'playwright'

/** The main pages of a tenant, and of the operator, that need no row of their own. */
export const tenantPages = [
  '/',
  '/start',
  '/data',
  '/models',
  '/models?tab=runs',
  '/deployments',
  '/batches',
  '/services',
  '/usage',
  '/end-users',
  '/billing',
  '/settings',
  '/settings/team',
  '/settings/keys',
  '/settings/webhooks',
  '/settings/audit',
  '/settings/account',
] as const

export const operatorPages = [
  '/operator',
  '/operator?tab=streams',
  '/operator?tab=customers',
  '/operator?tab=receivables',
  '/operator?tab=outlook',
  '/operator?tab=margin',
  '/operator/tenants',
  '/operator/services',
  '/operator/plans',
  '/operator/subscriptions',
  '/operator/invoices',
  '/operator/codes',
  '/operator/ledger',
  '/operator/tax',
  '/operator/reconciliation',
  '/operator/sponsors',
  '/operator/jobs',
  '/operator/workers',
  '/operator/deployments',
  '/operator/webhooks',
  '/operator/webhooks?tab=endpoints',
  '/operator/audit',
  '/operator/announcements',
  '/operator/features',
  '/operator/settings',
] as const

/** What everybody sees, signed in or not. */
export const publicPages = ['/sign-in', '/sign-up', '/leaked-key', '/status', '/pricing'] as const

/** Pages that look alike on every run, with the name of their picture. */
export const pictured = {
  everybody: { landing: '/', pricing: '/pricing', 'sign-in': '/sign-in' },
  newcomer: {
    home: '/',
    start: '/start',
    data: '/data',
    deployments: '/deployments',
    billing: '/billing',
    team: '/settings/team',
  },
  operator: { plans: '/operator/plans', jobs: '/operator/jobs', settings: '/operator/settings' },
} as const

/**
 * English sentences on a page that is shown in another language: at least two small words in a row, outside of code.
 * What people wrote themselves is theirs.
 */
export const englishOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found = new Set<string>()
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement
      const text = walker.currentNode.textContent?.trim() ?? ''
      if (!element || element.closest('code, pre, kbd, [lang=en]') || !element.checkVisibility()) continue
      if (/\b[a-z]{2,} [a-z]{2,}/.test(text) && !/[\u4e00-\u9fff]/.test(text)) found.add(text)
    }
    return [...found]
  })

/** How far the page reaches over the right edge, in CSS pixels; whatever scrolls by itself does not count. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Signs a person of an e2e client into the browser. */
export const enterAs = async (page: Page, url: string, cookie: string): Promise<void> => {
  const pairs = cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=')
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url }
  })
  await page.context().clearCookies()
  await page.context().addCookies(pairs)
}
