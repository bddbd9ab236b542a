import type { Schema, Spec } from './schema.ts'

type Tree = string | { [key: string]: Tree }

/** `items[0][price]=p` as nested maps of text. */
export function parseTree(text: string): Tree {
  const root: Record<string, Tree> = {}
  for (const [key, value] of new URLSearchParams(text)) {
    const parts = key.replaceAll(']', '').split('[')
    let node = root
    for (const [depth, part] of parts.entries()) {
      const name = part === '' ? String(Object.keys(node).length) : part
      if (depth === parts.length - 1) node[name] = value
      else {
        const next = node[name]
        const child = typeof next === 'object' ? next : {}
        node[name] = child
        node = child
      }
    }
  }
  return root
}

/** Reads form text the way the schema means it: numbers, booleans and lists travel as text. */
export function typed(spec: Spec, schema: Schema | undefined, tree: Tree): unknown {
  if (schema === undefined) return tree
  if (schema.$ref !== undefined)
    return typed(spec, spec.definitions[schema.$ref.slice('#/definitions/'.length)], tree)
  if (schema.anyOf !== undefined) {
    const fitting = schema.anyOf.find((alternative) => fits(alternative, tree))
    return fitting === undefined ? tree : typed(spec, fitting, tree)
  }
  if (typeof tree === 'string') {
    if ((schema.type === 'integer' || schema.type === 'number') && /^-?\d+(\.\d+)?$/.test(tree))
      return Number(tree)
    if (schema.type === 'boolean' && (tree === 'true' || tree === 'false')) return tree === 'true'
    return tree
  }
  if (schema.type === 'array') return Object.values(tree).map((item) => typed(spec, schema.items, item))
  const { properties = {}, additionalProperties } = schema
  return Object.fromEntries(
    Object.entries(tree).map(([name, child]) => [
      name,
      typed(spec, properties[name] ?? (additionalProperties || undefined), child),
    ]),
  )
}

function fits(schema: Schema, tree: Tree): boolean {
  if (typeof tree !== 'string') return schema.type === 'object' || schema.type === 'array'
  if (schema.enum !== undefined) return schema.enum.some((value) => String(value) === tree)
  if (schema.type === 'integer') return /^-?\d+$/.test(tree)
  if (schema.type === 'number') return /^-?\d+(\.\d+)?$/.test(tree)
  if (schema.type === 'boolean') return tree === 'true' || tree === 'false'
  return schema.type === 'string'
}
