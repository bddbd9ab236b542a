import { defaultPlans } from '@assay/billing'
import { newId, type Tx, tables } from '@assay/db'
import { sql } from 'drizzle-orm'

/** Writes the default plans where there are none yet; two processes at once write them once. */
export const seedPlans = async (tx: Tx): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('assay plans', 0))`)
  if ((await tx.$count(tables.plan)) > 0) return
  for (const [position, definition] of defaultPlans.entries()) {
    const planId = newId('plan')
    const { key, name, also = [], ...terms } = definition
    await tx.insert(tables.plan).values({ id: planId, key, name, position, currency: terms.currency })
    for (const one of [terms, ...also.map((other) => ({ ...terms, ...other }))])
      await tx
        .insert(tables.planVersion)
        .values({ id: newId('plv'), planId, number: 1, current: true, ...one })
  }
}
