import { type Api, list, present } from '../engine/present.ts'
import type { ObjectType } from '../model.ts'
import { invalid } from './errors.ts'
import type { Params } from './params.ts'
import type { Call } from './route.ts'

export interface Page {
  limit: number
  after: string | undefined
  before: string | undefined
}

export function readPage(params: Params): Page {
  const after = params.text('starting_after')
  const before = params.text('ending_before')
  if (after !== undefined && before !== undefined)
    throw invalid('You cannot parameterize both starting_after and ending_before.', 'ending_before')
  return { limit: params.int('limit', 1, 100) ?? 10, after, before }
}

export interface CreatedRange {
  createdFrom?: number
  createdTo?: number
}

/** `created=…` or `created[gte]=…` and its siblings. */
export function readCreated(params: Params, raw = 'created'): CreatedRange {
  if (!params.has(raw)) return {}
  const range = params.isObject(raw) ? params.object(raw) : undefined
  if (range === undefined) {
    const exact = params.int(raw)
    return exact === undefined ? {} : { createdFrom: exact, createdTo: exact }
  }
  const [gt, gte, lt, lte] = [range.int('gt'), range.int('gte'), range.int('lt'), range.int('lte')]
  const from = gte ?? (gt === undefined ? undefined : gt + 1)
  const to = lte ?? (lt === undefined ? undefined : lt - 1)
  return {
    ...(from === undefined ? {} : { createdFrom: from }),
    ...(to === undefined ? {} : { createdTo: to }),
  }
}

/** One page of a type, newest first, in Stripe's list shape. */
export async function listPage<K extends ObjectType>(
  call: Call,
  type: K,
  url: string,
  match: Record<string, unknown>,
  ids?: string[],
): Promise<Api> {
  const page = readPage(call.params)
  const query = { match: defined(match), ...readCreated(call.params), ...(ids === undefined ? {} : { ids }) }
  const { data, hasMore } = await call.work.page(type, query, page)
  const shown: Api[] = []
  for (const object of data) shown.push(await present(call.work, object))
  return list(shown, url, hasMore)
}

const defined = (match: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined))

/** A page of something that is not a stored type, already newest first. */
export function pageOf(objects: Api[], url: string, page: Page): Api {
  const at = (id: string): number => objects.findIndex((object) => object['id'] === id)
  if (page.before !== undefined) {
    const end = Math.max(0, at(page.before))
    const start = Math.max(0, end - page.limit)
    return list(objects.slice(start, end), url, start > 0)
  }
  const start = page.after === undefined ? 0 : at(page.after) + 1
  return list(objects.slice(start, start + page.limit), url, start + page.limit < objects.length)
}
