import { BlockList, isIP } from 'node:net'
import type { Suspension } from '@assay/billing'
import { type ApiKeyKind, type ApiKeyScope, tables } from '@assay/db'
import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { apiKeyPattern, hashApiKey } from './create.ts'

export type KeyGrant = {
  keyId: string
  hash: string
  workspaceId: string
  /** Null: every deployment. */
  deploymentId: string | null
  /** The plan's rate, or the key's own where that is lower. */
  requestsPerSecond: number
  kind: ApiKeyKind
  scopes: readonly ApiKeyScope[]
  expiresAt: Date | null
  /** Null: any address. */
  allowedIps: BlockList | null
  /** Empty: any origin. */
  allowedOrigins: readonly string[]
  /** Why the operator stopped the workspace; null where it did not. */
  suspension: Suspension | null
}

const listRanges = (ranges: string[]): BlockList | null => {
  if (ranges.length === 0) return null
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** Who a key speaks for, and how fast it may. Throws `key_invalid` for malformed, unknown and revoked keys alike. */
export const authenticateKey = async (services: Services, key: string): Promise<KeyGrant> => {
  const refuse = () =>
    new AssayError('key_invalid', 'This API key is not valid. Create one under Settings → API keys.')
  if (!apiKeyPattern.test(key)) throw refuse()
  const { apiKey, subscription, planVersion, workspaceSuspension } = tables
  const [found] = await services.dbs.platform
    .select({
      keyId: apiKey.id,
      hash: apiKey.hash,
      workspaceId: apiKey.workspaceId,
      deploymentId: apiKey.deploymentId,
      kind: apiKey.kind,
      scopes: apiKey.scopes,
      expiresAt: apiKey.expiresAt,
      allowedIps: apiKey.allowedIps,
      allowedOrigins: apiKey.allowedOrigins,
      ownRate: apiKey.requestsPerSecond,
      limits: planVersion.limits,
      suspension: { reason: workspaceSuspension.reason, contact: workspaceSuspension.contact },
    })
    .from(apiKey)
    .leftJoin(
      subscription,
      and(eq(subscription.workspaceId, apiKey.workspaceId), isNull(subscription.endedAt)),
    )
    .leftJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .leftJoin(workspaceSuspension, eq(workspaceSuspension.workspaceId, apiKey.workspaceId))
    .where(and(eq(apiKey.hash, hashApiKey(key)), isNull(apiKey.revokedAt)))
    .orderBy(desc(subscription.createdAt))
    .limit(1)
  if (!found) throw refuse()
  const { limits, ownRate, allowedIps, ...grant } = found
  return {
    ...grant,
    allowedIps: listRanges(allowedIps),
    requestsPerSecond: Math.min(limits?.requestsPerSecond ?? 10, ownRate ?? Number.POSITIVE_INFINITY),
  }
}

/** Remembered in batches by the gateway, not at every call. */
export const touchApiKeys = async (services: Services, ids: string[]): Promise<void> => {
  if (ids.length === 0) return
  await services.dbs.platform
    .update(tables.apiKey)
    .set({ lastUsedAt: services.now() })
    .where(inArray(tables.apiKey.id, ids))
}
