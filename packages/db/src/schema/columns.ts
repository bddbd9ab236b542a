import { bigint, customType, numeric, text, timestamp } from 'drizzle-orm/pg-core'

export const id = () => text('id').primaryKey()
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const createdAt = () => instant('created_at').notNull().defaultNow()
/** Whole minor units (cents); exact as a bigint. */
export const amountMinor = (name: string) => bigint(name, { mode: 'bigint' })
/** Exact decimal, handled as a string: never a float between an event and an invoice. */
export const exactDecimal = (name: string) => numeric(name, { precision: 38, scale: 12 })
export const count = (name: string) => bigint(name, { mode: 'number' })

export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
