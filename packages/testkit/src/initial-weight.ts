import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../../../apps/dashboard/dist', import.meta.url))
/** What the dashboard may load before it draws, compressed. */
export const mostInitialBytes = 300 * 1024

const namesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, name]) => (name ? [name] : []))

/**
 * The compressed JavaScript of the built dashboard that has to be there before anything is drawn: the entry, the chunk
 * that it mounts whatever the address, and all that these import statically; the heaviest first.
 */
export const measureInitial = (): { bytes: number; files: [name: string, bytes: number][] } => {
  const html = join(dist, 'index.html')
  if (!existsSync(html)) throw new Error(`Build the dashboard first: ${html} is not there.`)
  const assets = join(dist, 'assets')
  const waiting = [
    ...namesIn(readFileSync(html, 'utf8'), /(?:src|href)="[^"]*\/assets\/([^"]+\.js)"/g),
    ...readdirSync(assets).filter((name) => /^mount-(?!site).*\.js$/.test(name)),
  ]
  const files = new Map<string, number>()
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (files.has(name)) continue
    const code = readFileSync(join(assets, name), 'utf8')
    files.set(name, gzipSync(code, { level: 9 }).length)
    waiting.push(...namesIn(code, /(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
  }
  return {
    bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
    files: [...files].toSorted(([, a], [, b]) => b - a),
  }
}
