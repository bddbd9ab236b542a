import { invalid } from './errors.ts'

/** A decoded form: nested keys keep their order, and no key can reach a prototype. */
export type FormNode = Map<string, FormValue>
export type FormValue = string | FormNode

const maxDepth = 10

/** Decodes `items[0][price]=p&expand[]=x` as Stripe does; a key both scalar and nested is refused. */
export function parseForm(text: string): FormNode {
  const root: FormNode = new Map()
  for (const [key, value] of new URLSearchParams(text)) put(root, splitKey(key), value, key)
  return root
}

function splitKey(key: string): string[] {
  const open = key.indexOf('[')
  if (open <= 0) return [key]
  const parts = [key.slice(0, open)]
  for (const match of key.slice(open).matchAll(/\[([^[\]]*)\]/g)) parts.push(match[1] ?? '')
  if (parts.length > maxDepth) throw invalid(`Invalid parameter nesting: ${key.slice(0, 80)}`)
  return parts
}

function put(root: FormNode, parts: string[], value: string, key: string): void {
  let node = root
  for (const [depth, part] of parts.entries()) {
    const name = part === '' ? String(node.size) : part
    if (depth === parts.length - 1) {
      if (node.get(name) instanceof Map) throw invalid(`Invalid hash: ${key}`)
      node.set(name, value)
      return
    }
    const next = node.get(name) ?? new Map<string, FormValue>()
    if (!(next instanceof Map)) throw invalid(`Invalid hash: ${key}`)
    node.set(name, next)
    node = next
  }
}

/** A spelling that does not depend on parameter order, for comparing two requests. */
export function canonicalForm(text: string): string {
  const pairs = [...new URLSearchParams(text)].map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  )
  return pairs.sort().join('&')
}
