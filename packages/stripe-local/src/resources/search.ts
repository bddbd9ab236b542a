import { type Api, present } from '../engine/present.ts'
import { invalid } from '../http/errors.ts'
import type { Call } from '../http/route.ts'
import type { ObjectType, Stored } from '../model.ts'

interface Term {
  field: string
  metadataKey: string | null
  operator: string
  value: string
  negated: boolean
}

const termPattern = /^(-?)(?:metadata\[(["'])(.+?)\2\]|([a-z_]+))(:|~|>=|<=|>|<)(?:(["'])(.*?)\6|([\w.]+))$/

/** Stripe's search language: terms joined by AND, or by OR. https://docs.stripe.com/search */
export async function search(call: Call, type: ObjectType, url: string): Promise<Api> {
  const { work, params } = call
  const query = params.required('query')
  const limit = params.int('limit', 1, 100) ?? 10
  const offset = Number(params.text('page') ?? 0)
  const { terms, any } = parseQuery(query)
  const all = (await work.where(type, {})).reverse()
  const found = all.filter((object) =>
    any ? terms.some((term) => matches(object, term)) : terms.every((term) => matches(object, term)),
  )
  const data: Api[] = []
  for (const object of found.slice(offset, offset + limit)) data.push(await present(work, object))
  const hasMore = found.length > offset + limit
  return {
    object: 'search_result',
    data,
    has_more: hasMore,
    next_page: hasMore ? String(offset + limit) : null,
    url: `${url}/search`,
  }
}

function parseQuery(query: string): { terms: Term[]; any: boolean } {
  const any = / OR /i.test(query)
  if (any && / AND /i.test(query)) throw invalid('Search queries cannot mix AND and OR.', 'query')
  // Splits at spaces outside quotes.
  const parts = (query.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).filter(
    (part) => !/^(AND|OR)$/i.test(part),
  )
  return { terms: parts.map(parseTerm), any }
}

function parseTerm(text: string): Term {
  const match = termPattern.exec(text)
  if (match === null)
    throw invalid(`We were unable to parse your search query near: ${text.slice(0, 60)}`, 'query')
  return {
    negated: match[1] === '-',
    metadataKey: match[3] ?? null,
    field: match[4] ?? 'metadata',
    operator: match[5] ?? ':',
    value: match[7] ?? match[8] ?? '',
  }
}

function matches(object: Stored, term: Term): boolean {
  const metadata = Object(object['metadata'])
  const actual: unknown = term.metadataKey === null ? object[term.field] : metadata[term.metadataKey]
  return compare(actual, term) !== term.negated
}

function compare(actual: unknown, { operator, value }: Term): boolean {
  if (actual === null || actual === undefined) return value === 'null'
  const text = String(actual).toLowerCase()
  if (operator === ':') return text === value.toLowerCase()
  if (operator === '~') return text.includes(value.toLowerCase())
  const [left, right] = [Number(actual), Number(value)]
  if (operator === '>') return left > right
  if (operator === '>=') return left >= right
  return operator === '<' ? left < right : left <= right
}
