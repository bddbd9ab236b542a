import { readFile } from 'node:fs/promises'
import type { InForce } from '@assay/services/core'
import { z } from 'zod'

const journal = z.object({ entries: z.array(z.unknown()) })

/** An address without its password. */
const withoutPassword = (address: string): string => {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  if (url.password) url.password = '****'
  return url.href
}

/** Enough of a key to tell it from another. */
const endsOf = (key: string): string => {
  const kind = /^[a-z]+_(?:test|live)_/.exec(key)?.[0] ?? ''
  return key.length > kind.length + 12 ? `${kind}…${key.slice(-4)}` : `${kind}…`
}

/** What of the environment the operator's settings show; nothing of it opens anything. */
export const readInForce = async (
  env: { DATABASE_URL: string; OBJECT_STORE_URL: string; STRIPE_SECRET_KEY: string },
  journalFile: URL,
): Promise<InForce> => {
  const text = await readFile(journalFile, 'utf8').catch(() => null)
  return {
    database: withoutPassword(env.DATABASE_URL),
    objectStore: withoutPassword(env.OBJECT_STORE_URL),
    stripeKey: endsOf(env.STRIPE_SECRET_KEY),
    migrations: text === null ? null : journal.parse(JSON.parse(text)).entries.length,
  }
}
