import { splitOfPath } from '../archive/layout.ts'
import type { ManifestRecord, ManifestRow } from './manifest.ts'
import { isRecord } from './read-records.ts'

/**
 * What SageMaker Ground Truth, Rekognition and Comprehend say of an item: an attribute `<name>` with its
 * `<name>-metadata`, whose `class-name` is the label, or whose `class-map` names the numbers in `<name>`.
 * Null where there is no such pair.
 */
export function annotationOf(
  values: Record<string, unknown>,
): { labels: string[]; type: string | null; several: boolean } | null {
  const labels: string[] = []
  let found = false
  let several = false
  let unlike: string | null = null
  for (const [name, metadata] of Object.entries(values)) {
    if (!name.endsWith('-metadata') || !isRecord(metadata)) continue
    found = true
    const type = typeof metadata['type'] === 'string' ? metadata['type'] : ''
    const value = values[name.slice(0, -'-metadata'.length)]
    const map = metadata['class-map']
    if (typeof metadata['class-name'] === 'string') labels.push(metadata['class-name'])
    else if (Array.isArray(value) && isRecord(map)) {
      several = true
      labels.push(...value.flatMap((number) => nameOf(map, number)))
    } else if (type !== '' && !type.includes('classification')) unlike = type
  }
  return found ? { labels: [...new Set(labels)], type: labels.length > 0 ? null : unlike, several } : null
}

function nameOf(map: Record<string, unknown>, number: unknown): string[] {
  const name = map[String(number)]
  return typeof name === 'string' ? [name] : []
}

/** The rows of a manifest of `source-ref` lines; null where it is none. */
export function readGroundTruth(
  records: readonly ManifestRecord[],
  path: string,
): { from: string; rows: ManifestRow[] } | null {
  const [first] = records
  if (!first || !records.some(({ values }) => typeof values['source-ref'] === 'string')) return null
  const split = splitOfPath(path)
  const rows = records.map(({ line, values }): ManifestRow => {
    const annotation = annotationOf(values)
    const type = annotation?.type ?? null
    return {
      line,
      file: String(values['source-ref'] ?? ''),
      labels: annotation?.labels ?? [],
      split,
      unlike:
        type && `Its annotation is of type ${type.slice(0, 80)}, which gives no label for the whole file.`,
    }
  })
  return { from: 'a manifest of Amazon Rekognition or SageMaker Ground Truth', rows }
}
