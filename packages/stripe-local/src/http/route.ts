import type { Api } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import type { Params } from './params.ts'

export interface Call {
  work: Work
  params: Params
  /** The URL's own ids. */
  id: string
  childId: string
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  /** Fastify's pattern; its ids are called `id` and `childId`. */
  path: string
  /** Writes wait for each other unless the statement itself is atomic. */
  unordered?: true
  run(call: Call): Promise<Api>
}

export const get = (path: string, run: Route['run']): Route => ({ method: 'GET', path, run })
export const post = (path: string, run: Route['run']): Route => ({ method: 'POST', path, run })
export const del = (path: string, run: Route['run']): Route => ({ method: 'DELETE', path, run })

/** Answers with something that is not JSON. */
export class Plain extends Error {
  override readonly name = 'Plain'
  readonly type: string
  readonly content: Buffer

  constructor(type: string, content: Buffer) {
    super('plain')
    this.type = type
    this.content = content
  }
}

/** Answers with a body and undoes everything that was done to compute it. */
export class Undone extends Error {
  override readonly name = 'Undone'
  readonly answer: Api

  constructor(answer: Api) {
    super('undone')
    this.answer = answer
  }
}
