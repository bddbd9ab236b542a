import { tables, withWorkspace } from '@assay/db'
import { eq } from 'drizzle-orm'
import { latestBalance } from '../billing/balance.ts'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { amountText } from './amount-text.ts'

/** What a caller hears whose key has spent its cap: which key, until when, and what can be done. */
export const explainKeyCap = (
  services: Pick<Services, 'dbs'>,
  { workspaceId, apiKeyId }: { workspaceId: string; apiKeyId: string },
): Promise<AssayError> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const { apiKey, keySpendCap } = tables
    const [found] = await tx
      .select({ key: apiKey, cap: keySpendCap })
      .from(apiKey)
      .leftJoin(keySpendCap, eq(keySpendCap.id, apiKey.spendCapId))
      .where(eq(apiKey.id, apiKeyId))
    const balance = await latestBalance(tx, workspaceId)
    // Anybody reads a publishable key in a page; what its owner called it and lets it spend is not theirs to know.
    const isPublic = found?.key.kind !== 'secret'
    const which = isPublic
      ? `This key (${found?.key.prefix ?? apiKeyId}…)`
      : `The key ${JSON.stringify(found.key.name)} (${found.key.prefix}…)`
    const amount =
      isPublic || !found.cap ? '' : ` of ${amountText(found.cap.limitMinor.toString(), found.cap.currency)}`
    const until = balance ? `, which ends on ${balance.periodEnd.toISOString().slice(0, 10)} (UTC)` : ''
    return new AssayError(
      'key_spend_cap_reached',
      `${which} has reached its spend cap${amount} for the billing period${until}. Raise or remove it under Settings → API keys, or use another key.`,
    )
  })
