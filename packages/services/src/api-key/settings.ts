import { isIP } from 'node:net'
import type { ApiKeyKind } from '@assay/db'
import { z } from 'zod'
import { plainText } from '../core/page.ts'
import { capLimit } from '../spend/cap.ts'

const scopeSchema = z.enum(['predict', 'data', 'models'])

const isRange = (text: string): boolean => {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** `https://shop.example`, with `*` for any one name before the domain. */
const originPattern = /^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/

const rangeSchema = z
  .string()
  .max(64)
  .refine(isRange, 'must be an IP address or a CIDR range such as 203.0.113.0/24')
const originSchema = z
  .string()
  .max(200)
  .transform((origin) => origin.toLowerCase().replace(/\/$/, ''))
  .refine((origin) => originPattern.test(origin), 'must be an origin such as https://shop.example')

/** What of a key may be changed after it was made; `null` and an empty list restrict nothing. */
export const keySettings = {
  name: plainText(80),
  scopes: z.array(scopeSchema).min(1).max(3),
  expiresAt: z.date().nullable(),
  allowedIps: z.array(rangeSchema).max(50),
  allowedOrigins: z.array(originSchema).max(50),
  requestsPerSecond: z.int().min(1).max(100_000).nullable(),
  /** The most that its calls may cost in a billing period, whole minor units of the plan's currency. */
  spendCapMinor: capLimit,
}

type Restrictions = { deploymentId: string | null; scopes: string[]; allowedOrigins: string[] }

/** Why a key of this kind must not be so; null where it may. */
export const settingsProblem = (
  kind: ApiKeyKind,
  { deploymentId, scopes, allowedOrigins }: Restrictions,
): { message: string; param: string } | null => {
  if (kind === 'secret') return null
  if (deploymentId === null)
    return { message: 'A publishable key can call only one deployment: choose which.', param: 'deploymentId' }
  if (allowedOrigins.length === 0)
    return { message: 'List the origins of the pages that will use the key.', param: 'allowedOrigins' }
  if (scopes.some((scope) => scope !== 'predict'))
    return { message: 'A publishable key may call its deployment and nothing else.', param: 'scopes' }
  return null
}
