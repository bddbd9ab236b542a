import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Exchange } from '../options.ts'
import { parseTree, typed } from './request.ts'
import { departures, type Schema, type Spec } from './schema.ts'

/** What this API version's own SDK types say about the served paths; `spec/` in this package derives it. */
const spec: Spec = JSON.parse(
  gunzipSync(readFileSync(new URL('./openapi.json.gz', import.meta.url))).toString('utf8'),
)

const errorShape: Schema = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: { message: { type: 'string' }, type: { type: 'string' } },
      required: ['message', 'type'],
    },
  },
  required: ['error'],
}

const patterns = Object.keys(spec.operations)
  .map((name) => ({ name, pattern: new RegExp(`^${name.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
  // A written-out path such as /v1/customers/search goes before /v1/customers/{id}.
  .sort((a, b) => Number(a.name.includes('{')) - Number(b.name.includes('{')))

/** How an exchange departs from what Stripe's API version requires: fields missing, mistyped or invented. */
export function checkExchange({ method, path, text, status, body }: Exchange): string[] {
  const answer: unknown = JSON.parse(body)
  if (status !== 200) return departures(spec, errorShape, answer, `${method} ${path} ${status}`)
  const name = patterns.find(({ pattern }) => pattern.test(`${method} ${path}`))?.name
  const operation = name === undefined ? undefined : spec.operations[name]
  if (operation === undefined || name === undefined) return [`${method} ${path}: Stripe has no such endpoint`]
  const sent = typed(spec, operation.request, parseTree(text))
  return [
    ...departures(spec, operation.request, sent, `${name} request`),
    ...departures(spec, operation.response, answer, `${name}`),
  ]
}

/** Objects that no endpoint answers with, so that the derived document does not know them. */
const onlyInEvents = new Set(['entitlements.active_entitlement_summary'])

/** The same for an object on its own, such as the one a webhook carries. */
export function checkObject(value: { object: string; deleted?: boolean }): string[] {
  if (onlyInEvents.has(value.object)) return []
  const name = `${value.deleted === true ? 'deleted_' : ''}${value.object}`
  return departures(spec, { $ref: `#/definitions/${name}` }, value, name)
}

/** Listens to a local Stripe and gathers every departure, once each. */
export function startChecking(): { onExchange: (exchange: Exchange) => void; problems: () => string[] } {
  const found = new Set<string>()
  return {
    onExchange(exchange) {
      for (const problem of checkExchange(exchange)) found.add(problem.replaceAll(/\[\d+\]/g, '[]'))
    },
    problems: () => [...found],
  }
}
