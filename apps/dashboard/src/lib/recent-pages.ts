import { activeWorkspaceId } from './workspace-choice.ts'

/** A page of one thing that was open lately. */
export type RecentPage = { href: string; title: string }

const most = 6
const keyOf = () => `assay.recent.${activeWorkspaceId() ?? ''}`

const isRecentPage = (value: unknown): value is RecentPage =>
  typeof value === 'object' &&
  value !== null &&
  'href' in value &&
  typeof value.href === 'string' &&
  value.href.startsWith('/') &&
  'title' in value &&
  typeof value.title === 'string'

export const listRecentPages = (): RecentPage[] => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf()) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isRecentPage).slice(0, most) : []
  } catch {
    // Without storage nothing is remembered.
    return []
  }
}

export const rememberPage = (page: RecentPage): void => {
  try {
    const others = listRecentPages().filter(({ href }) => href !== page.href)
    localStorage.setItem(keyOf(), JSON.stringify([page, ...others].slice(0, most)))
  } catch {
    // As above.
  }
}
