import { DuckDBBlobValue } from '@duckdb/node-api'
import type { AudioSplit } from './contract.ts'
import { quoteText, toNumber, toText } from './duck.ts'
import type { AudioShape } from './media/decode-audio.ts'
import { withReader } from './reader.ts'
import { type DatasetProfile, type SplitName, splitNameSchema } from './schema/index.ts'

/** The clips of a version as they lie in its Parquet file, split by split. */
export async function readClips(
  path: string,
  profile: DatasetProfile,
  { rate }: AudioShape,
  classes: ReadonlyMap<string, number>,
): Promise<Record<SplitName, AudioSplit>> {
  const source = `read_parquet(${quoteText(path)})`
  return withReader(async (session) => {
    const lengths = await session.rows(
      `select __split, sum(octet_length(__samples)) from ${source} group by __split`,
    )
    const samplesOf = (name: SplitName) =>
      toNumber(lengths.find(([split]) => split === name)?.[1]) / Int16Array.BYTES_PER_ELEMENT
    const emptySplit = (name: SplitName): AudioSplit => ({
      kind: 'audio',
      rate,
      samples: new Int16Array(samplesOf(name)),
      offsets: new Int32Array(profile.splits[name] + 1),
      labels: new Int32Array(profile.splits[name]),
      rowNumbers: new Int32Array(profile.splits[name]),
    })
    const splits = {
      train: emptySplit('train'),
      validation: emptySplit('validation'),
      test: emptySplit('test'),
    }
    const filled = { train: 0, validation: 0, test: 0 }
    const result = await session.connection.stream(
      `select __row, __split, label, __samples from ${source} order by __row`,
    )
    for await (const chunk of result) {
      const [rows = [], names = [], labels = [], clips = []] = chunk.getColumns()
      for (let i = 0; i < rows.length; i++) {
        const name = splitNameSchema.parse(names[i])
        const split = splits[name]
        const at = filled[name]++
        const label = classes.get(toText(labels[i]))
        const clip = clips[i]
        if (label === undefined || !(clip instanceof DuckDBBlobValue))
          throw new Error(`Row ${toText(rows[i])} is not as its profile describes it`)
        const samples = samplesIn(clip)
        const start = split.offsets[at] ?? 0
        split.samples.set(samples, start)
        split.offsets[at + 1] = start + samples.length
        split.labels[at] = label
        split.rowNumbers[at] = toNumber(rows[i])
      }
    }
    return splits
  })
}

/** The samples of a `__samples` value; copied, for they may lie at an odd place. */
export function samplesIn({ bytes }: DuckDBBlobValue): Int16Array {
  return new Int16Array(new Uint8Array(bytes).buffer)
}
