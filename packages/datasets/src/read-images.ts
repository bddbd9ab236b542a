import { DuckDBBlobValue } from '@duckdb/node-api'
import type { ImageSplit } from './contract.ts'
import { quoteText, toNumber, toText } from './duck.ts'
import type { ImageShape } from './media/decode-image.ts'
import { withReader } from './reader.ts'
import { type DatasetProfile, type SplitName, splitNameSchema } from './schema/index.ts'

/** The pictures of a version as they lie in its Parquet file, split by split. */
export async function readImages(
  path: string,
  profile: DatasetProfile,
  { width, height, channels }: ImageShape,
  classes: ReadonlyMap<string, number>,
): Promise<Record<SplitName, ImageSplit>> {
  const size = width * height * channels
  const emptySplit = (rows: number): ImageSplit => ({
    kind: 'image',
    width,
    height,
    channels,
    pixels: new Uint8Array(rows * size),
    labels: new Int32Array(rows),
    rowNumbers: new Int32Array(rows),
  })
  const splits = {
    train: emptySplit(profile.splits.train),
    validation: emptySplit(profile.splits.validation),
    test: emptySplit(profile.splits.test),
  }
  const filled = { train: 0, validation: 0, test: 0 }
  await withReader(async (session) => {
    const result = await session.connection.stream(
      `select __row, __split, label, __pixels from read_parquet(${quoteText(path)}) order by __row`,
    )
    for await (const chunk of result) {
      const [rows = [], names = [], labels = [], pixels = []] = chunk.getColumns()
      for (let i = 0; i < rows.length; i++) {
        const name = splitNameSchema.parse(names[i])
        const at = filled[name]++
        const label = classes.get(toText(labels[i]))
        const image = pixels[i]
        if (label === undefined || !(image instanceof DuckDBBlobValue) || image.bytes.length !== size)
          throw new Error(`Row ${toText(rows[i])} is not as its profile describes it`)
        splits[name].pixels.set(image.bytes, at * size)
        splits[name].labels[at] = label
        splits[name].rowNumbers[at] = toNumber(rows[i])
      }
    }
  })
  return splits
}
