import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { quoteText } from '../duck.ts'
import { withReader } from '../reader.ts'
import { newFolder } from './upload.ts'

/** What a query yields as a Parquet file; `features` as the `huggingface` key of its metadata has them. */
export async function makeParquet(select: string, features?: Record<string, unknown>): Promise<Buffer> {
  const path = join(await newFolder(), 'rows.parquet')
  const metadata = features
    ? `, kv_metadata {huggingface: ${quoteText(JSON.stringify({ info: { features } }))}}`
    : ''
  await withReader((session) =>
    session.run(`copy (${select}) to ${quoteText(path)} (format parquet${metadata})`),
  )
  return readFile(path)
}
