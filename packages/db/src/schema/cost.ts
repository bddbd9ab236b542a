import { date, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { createdAt, exactDecimal, id } from './columns.ts'

/** What serving tenants costs the operator, in exact minor units, from a day on. */
export const costRate = pgTable(
  'cost_rate',
  {
    id: id(),
    currency: text('currency').notNull(),
    /** The first day, in UTC. */
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    cpuSecond: exactDecimal('cpu_second').notNull(),
    gpuSecond: exactDecimal('gpu_second').notNull(),
    /** 10⁹ bytes for 730 hours. */
    gbMonth: exactDecimal('gb_month').notNull(),
    per1000Predictions: exactDecimal('per_1000_predictions').notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('cost_rate_from').on(t.currency, t.validFrom)],
)
