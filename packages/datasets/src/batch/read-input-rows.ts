import { DuckDBBlobValue } from '@duckdb/node-api'
import { quoteName, quoteText, toNumber } from '../duck.ts'
import { samplesIn } from '../read-clips.ts'
import { cellOf } from '../read-examples.ts'
import { withReader } from '../reader.ts'

export type InputRow = {
  /** From 0. */
  row: number
  /** In the order of the columns asked for; dates as milliseconds since 1970. */
  cells: (string | number | boolean | null)[]
  /** Of pictures their pixels, of sounds their samples. */
  media: Uint8Array | Int16Array | null
}

/** A stretch of the rows of a dataset version or of `stageRows`, in order; it reads no more of the file than that. */
export async function readInputRows(input: {
  path: string
  columns: readonly string[]
  media: 'image' | 'audio' | null
  from: number
  count: number
}): Promise<InputRow[]> {
  const { path, columns, media, from, count } = input
  const mediaColumn = { image: ['__pixels'], audio: ['__samples'] }
  const list = ['__row', ...columns, ...(media === null ? [] : mediaColumn[media])].map(quoteName).join(', ')
  return withReader(async (session) => {
    const rows = await session.rows(
      `select ${list} from read_parquet(${quoteText(path)})
        where __row >= ${from} and __row < ${from + count} order by __row`,
    )
    return rows.map((values) => {
      const last = media === null ? null : values[columns.length + 1]
      const bytes = last instanceof DuckDBBlobValue ? last : null
      return {
        row: toNumber(values[0]),
        cells: columns.map((_name, index) => cellOf(values[index + 1] ?? null)),
        media: bytes && (media === 'audio' ? samplesIn(bytes) : new Uint8Array(bytes.bytes)),
      }
    })
  })
}
