import { createHash } from 'node:crypto'
import type { Sql, TransactionSql } from '../store.ts'
import { invalid, StripeError } from './errors.ts'
import { canonicalForm } from './form.ts'

export interface Saved {
  status: number
  body: string
  requestId: string
}

const maxKeyLength = 255

/** Names a request by method, path and parameters, in any order. */
export const fingerprint = (method: string, path: string, body: string): string =>
  createHash('sha256')
    .update(`${method} ${path}\n${canonicalForm(body)}`)
    .digest('hex')

/** Keys whose first request is still running. */
export class InFlight {
  private readonly keys = new Set<string>()

  /** @throws StripeError 409 `idempotency_key_in_use` */
  enter(key: string): void {
    if (this.keys.has(key))
      throw new StripeError(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key: ${key.slice(key.indexOf(' ') + 1)}`,
      })
    this.keys.add(key)
  }

  leave(key: string): void {
    this.keys.delete(key)
  }
}

export function checkKey(key: string): void {
  if (key.length === 0 || key.length > maxKeyLength)
    throw invalid(`Idempotency keys must be between 1 and ${maxKeyLength} characters long.`)
}

/** The saved answer of an earlier request with this key. @throws StripeError 400 when its parameters differ */
export async function findSaved(sql: Sql, key: string, print: string): Promise<Saved | undefined> {
  const [row] = await sql<{ fingerprint: string; status: number; body: string; request_id: string }[]>`
    select fingerprint, status, body, request_id from idempotency_keys where key = ${key}`
  if (row === undefined) return undefined
  if (row.fingerprint !== print)
    throw new StripeError(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key.slice(key.indexOf(' ') + 1)}' if you meant to execute a different request.`,
    })
  return { status: row.status, body: row.body, requestId: row.request_id }
}

export async function saveAnswer(
  sql: Sql | TransactionSql,
  key: string,
  print: string,
  answer: Saved,
): Promise<void> {
  await sql`insert into idempotency_keys (key, fingerprint, status, body, request_id)
    values (${key}, ${print}, ${answer.status}, ${answer.body}, ${answer.requestId})`
}

/** Stripe forgets keys after a day at the earliest. */
export async function forgetOldKeys(sql: Sql): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - interval '2 days'`
}
