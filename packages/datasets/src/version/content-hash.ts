import type { ColumnType } from '../schema/index.ts'

/** SQL: a typed value as text, never null. */
export function textOf(value: string, type: ColumnType): string {
  return `coalesce((${type === 'date' ? `epoch_ms(${value})` : value})::varchar, chr(30))`
}

/** SQL: 128 bits over texts in their order. */
export function hashOf(texts: readonly string[]): string {
  const [only = "''"] = texts
  return `md5_number(${texts.length > 1 ? `concat_ws(chr(31), ${texts.join(', ')})` : only})`
}
