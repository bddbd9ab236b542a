import type { IngestInput, IngestOutcome } from './contract.ts'
import { DatasetUnusable } from './errors.ts'

export async function ingest(input: IngestInput): Promise<IngestOutcome> {
  throw new DatasetUnusable('file_format_unknown', `${input.fileName} cannot be read yet.`)
}
