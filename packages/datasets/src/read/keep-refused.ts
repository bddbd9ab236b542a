import { stat } from 'node:fs/promises'
import type { IngestReport } from '../schema/index.ts'
import type { Refusals } from './staged.ts'

/** Writes all refused rows where they are asked for and there are any, and says so in the report. */
export async function keepRefused(
  { file, count }: Refusals,
  columns: readonly string[],
  path: string | undefined,
): Promise<Pick<IngestReport, 'refusedKept' | 'refusedBytes'>> {
  if (path === undefined || file === null || count === 0) return {}
  await file.writeCsv(columns, path)
  return { refusedKept: true, refusedBytes: (await stat(path)).size }
}
