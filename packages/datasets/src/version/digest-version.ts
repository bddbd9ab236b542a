import { createHash } from 'node:crypto'
import { quoteName, quoteText, type Session, toNumber, toText } from '../duck.ts'
import type { Plan } from '../infer/roles.ts'

/** Between labels; cells have another one between them. */
const listJoint = 'chr(29)'

/**
 * SHA-256 (hex) over kind, columns and every row of the written file, read back from it: independent of
 * the library that wrote it, of compression and of row groups.
 */
export async function digestVersion(session: Session, plan: Plan, path: string): Promise<string> {
  const hash = createHash('sha256')
  const columns = plan.columns.map((column) => ({
    name: column.measure.name,
    type: column.type,
    role: column.role,
  }))
  hash.update(JSON.stringify({ kind: plan.kind, columns }))
  const cells = columns.map((column) => {
    const name = quoteName(column.name)
    if (column.role === 'label' && plan.labels.several) return `array_to_string(${name}, ${listJoint})`
    return `coalesce((${column.type === 'date' ? `epoch_ms(${name})` : name})::varchar, chr(30))`
  })
  const result = await session.connection.stream(
    `select __row, md5(concat_ws(chr(31), __split, ${cells.join(', ')})) from read_parquet(${quoteText(path)})`,
  )
  let expected = 0
  for await (const chunk of result) {
    const numbers = chunk.getColumnValues(0)
    const digests = chunk.getColumnValues(1)
    for (let i = 0; i < digests.length; i++) {
      if (toNumber(numbers[i]) !== expected++)
        throw new Error(`The version's rows are out of order at ${expected - 1}`)
    }
    hash.update(digests.map(toText).join(''))
  }
  return hash.digest('hex')
}
