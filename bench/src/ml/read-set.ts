import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export interface LabelledTexts {
  texts: string[]
  labels: string[]
}

/** Reads `train` or `test` of a data set: a CSV of text and label, perhaps gzipped. */
export function readSplit(folder: string, split: 'train' | 'test'): LabelledTexts {
  const path = join(folder, `${split}.csv`)
  const csv = existsSync(path)
    ? readFileSync(path, 'utf8')
    : gunzipSync(readFileSync(`${path}.gz`)).toString()
  const texts: string[] = []
  const labels: string[] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === ',') continue
    const [text, label] = row
    if (text !== undefined && label !== undefined) {
      texts.push(text)
      labels.push(label)
    }
    row = []
  }
  return { texts: texts.slice(1), labels: labels.slice(1) }
}
