import { boolean, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { count, instant } from './columns.ts'

/** Whether a part of the platform answered in each minute of an hour. Holds no tenant's data. */
export const platformHealth = pgTable(
  'platform_health',
  {
    part: text('part').notNull(),
    hour: instant('hour').notNull(),
    /** Bit n: it was looked at in minute n; whoever looks, and however often, sets the same bit. */
    seen: count('seen').notNull(),
    /** Bit n: it did not answer in minute n. */
    failed: count('failed').notNull(),
    lastOk: boolean('last_ok').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.part, t.hour] })],
)
