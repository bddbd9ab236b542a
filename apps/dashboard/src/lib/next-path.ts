/**
 * Where to go after signing in. Only a path on this origin is followed: `//evil`, `/\evil`, `https:…` and
 * paths with control characters lead home.
 */
export function safeNextPath(next: unknown, origin: string): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/'
  try {
    const url = new URL(next, origin)
    if (url.origin !== origin) return '/'
    const path = url.pathname + url.search + url.hash
    return path.startsWith('//') ? '/' : path
  } catch {
    return '/'
  }
}
