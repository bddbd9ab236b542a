import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ingest, readExamples } from '@assay/datasets'
import { type AudioExamples, type Examples, type ImageExamples, joinExamples } from '@assay/ml-core'
import type { LabelledSet } from './read-set.ts'

/** Pictures or sounds, decoded once for ours and the peers: `header.json`, and raw arrays beside it. */
type MediaHeader = { labels: string[] } & (
  | { kind: 'image'; width: number; height: number; channels: 1 | 3 }
  | { kind: 'audio'; rate: number }
)

/** Decodes a ZIP of `train/<label>/…` and `test/<label>/…` into an empty folder. */
export async function prepareMedia(zip: string, into: string): Promise<'image' | 'audio'> {
  const path = join(into, 'version.parquet')
  const outcome = await ingest({
    sourcePath: zip,
    fileName: 'data.zip',
    outputPath: path,
    scratchDir: into,
    options: { ignoredColumns: [], seed: 42 },
    now: () => performance.now(),
  })
  if (outcome.status !== 'ready') throw new Error(`${zip} asks for its label.`)
  const { labels, train, validation, test } = await readExamples({ path, profile: outcome.profile })
  const learned = joinExamples(train, validation)
  if (learned.kind !== 'image' && learned.kind !== 'audio')
    throw new Error(`${zip} holds neither pictures nor sounds.`)
  const header: MediaHeader =
    learned.kind === 'image'
      ? { kind: 'image', labels, width: learned.width, height: learned.height, channels: learned.channels }
      : { kind: 'audio', labels, rate: learned.rate }
  writeFileSync(join(into, 'header.json'), JSON.stringify(header))
  writeSplit(into, 'train', learned)
  writeSplit(into, 'test', test)
  return header.kind
}

export function isMedia(folder: string): boolean {
  return existsSync(join(folder, 'header.json'))
}

export function readMedia(folder: string): LabelledSet {
  const header: MediaHeader = JSON.parse(readFileSync(join(folder, 'header.json'), 'utf8'))
  const read = (name: string) => new Uint8Array(readFileSync(join(folder, name))).buffer
  const split = (name: string): ImageExamples | AudioExamples => {
    const labels = new Int32Array(read(`${name}.labels`))
    if (header.kind === 'image')
      return { ...header, labels, kind: 'image', pixels: new Uint8Array(read(`${name}.data`)) }
    const offsets = new Int32Array(read(`${name}.offsets`))
    return {
      kind: 'audio',
      rate: header.rate,
      labels,
      offsets,
      samples: new Int16Array(read(`${name}.data`)),
    }
  }
  return { labels: header.labels, train: split('train'), test: split('test') }
}

function writeSplit(into: string, name: string, examples: Examples): void {
  writeFileSync(join(into, `${name}.labels`), examples.labels)
  if (examples.kind === 'image') writeFileSync(join(into, `${name}.data`), examples.pixels)
  if (examples.kind !== 'audio') return
  writeFileSync(join(into, `${name}.data`), examples.samples)
  writeFileSync(join(into, `${name}.offsets`), examples.offsets)
}
