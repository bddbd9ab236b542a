/** The JSON schema words that the derived document uses. */
export interface Schema {
  $ref?: string
  anyOf?: Schema[]
  type?: 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string'
  enum?: unknown[]
  pattern?: string
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | false
}

export interface Spec {
  version: string
  operations: Record<string, { request: Schema; response: Schema }>
  definitions: Record<string, Schema>
}

/** Every place where a value departs from its schema, as `path: what is wrong`. */
export function departures(spec: Spec, schema: Schema, value: unknown, path: string): string[] {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice('#/definitions/'.length)
    const target = spec.definitions[name]
    return target === undefined ? [`${path}: no definition ${name}`] : departures(spec, target, value, path)
  }
  if (schema.anyOf !== undefined) return ofAny(spec, schema.anyOf, value, path)
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [`${path}: ${JSON.stringify(value)} is none of ${JSON.stringify(schema.enum).slice(0, 120)}`]
  if (schema.type !== undefined && !isOfType(schema.type, value))
    return [`${path}: ${JSON.stringify(value)?.slice(0, 60)} is not of type ${schema.type}`]
  if (schema.pattern !== undefined && !(typeof value === 'string' && new RegExp(schema.pattern).test(value)))
    return [`${path}: ${JSON.stringify(value)} does not match ${schema.pattern}`]
  if (Array.isArray(value))
    return value.flatMap((item, index) => departures(spec, schema.items ?? {}, item, `${path}[${index}]`))
  if (typeof value === 'object' && value !== null) return ofObject(spec, schema, Object.entries(value), path)
  return []
}

/** The alternative that comes closest tells what is wrong. */
function ofAny(spec: Spec, alternatives: Schema[], value: unknown, path: string): string[] {
  let closest: string[] | undefined
  for (const schema of alternatives) {
    const found = departures(spec, schema, value, path)
    if (found.length === 0) return []
    // A departure at the place itself means that another type of thing is there.
    const deeper = found.some((text) => !text.startsWith(`${path}: `) || text.includes('field'))
    if (deeper && (closest === undefined || found.length < closest.length)) closest = found
  }
  return closest ?? [`${path}: ${JSON.stringify(value)?.slice(0, 60)} is none of the allowed types`]
}

function ofObject(spec: Spec, schema: Schema, entries: [string, unknown][], path: string): string[] {
  const { properties = {}, required = [], additionalProperties: others } = schema
  const names = new Set(entries.map(([name]) => name))
  const missing = required
    .filter((name) => !names.has(name))
    .map((name) => `${path}: field ${name} is missing`)
  const wrong = entries.flatMap(([name, child]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : others
    if (own === false) return [`${path}: field ${name} is invented`]
    return own === undefined ? [] : departures(spec, own, child, `${path}.${name}`)
  })
  return [...missing, ...wrong]
}

function isOfType(type: NonNullable<Schema['type']>, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'null') return value === null
  if (type === 'integer') return Number.isSafeInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
