import { quoteName, type Session, toNumber, toText } from '../duck.ts'
import { redactText } from '../privacy/personal-data.ts'
import { replacementBy } from '../privacy/replacement.ts'
import type { DatasetProfile } from '../schema/index.ts'
import { cleanedText } from './clean-text.ts'
import type { EditPlan } from './edit-plan.ts'

const rowsAtOnce = 10_000

/**
 * The text of a row of `v` as SQL, cleaned and redacted; null where it stays as it is. Leaves table `redacted` (`row`, `text`), to be joined as
 * `r`, with the rows whose text holds personal data.
 */
export async function textAfter(
  session: Session,
  source: string,
  { textColumn, rows }: DatasetProfile,
  { cleaning, redacted }: Pick<EditPlan, 'cleaning' | 'redacted'>,
  pseudonymKey: Uint8Array | null,
): Promise<string | null> {
  await session.run('create table redacted (row bigint, text varchar)')
  if (textColumn === null || (cleaning.size === 0 && redacted === null)) return null
  const own = `v.${quoteName(textColumn)}`
  const cleaned = cleaning.size === 0 ? own : cleanedText(own, cleaning)
  if (redacted === null) return cleaned
  const replace = replacementBy(redacted.mode, pseudonymKey)
  const appender = await session.connection.createAppender('redacted')
  try {
    for (let from = 0; from < rows; from += rowsAtOnce) {
      const texts = await session.rows(
        `select __row, ${cleaned} from ${source} v where __row >= ${from} and __row < ${from + rowsAtOnce}`,
      )
      for (const [row, value] of texts) {
        const text = toText(value)
        const without = redactText(text, redacted.kinds, replace)
        if (without === text) continue
        appender.appendBigInt(BigInt(toNumber(row)))
        appender.appendVarchar(without)
        appender.endRow()
      }
      appender.flushSync()
    }
  } finally {
    appender.closeSync()
  }
  return `coalesce(r.text, ${cleaned})`
}
