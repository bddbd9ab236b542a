import { splitOfPath } from '../archive/layout.ts'
import type { ManifestRecord, ManifestRow } from './manifest.ts'
import { isRecord } from './read-records.ts'

type Rows = { from: string; rows: ManifestRow[] }

const asRecords = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : []

/**
 * The rows of a COCO file, as Microsoft's migration script exports a Custom Vision project (`train.json`: images,
 * categories, annotations); null where it is none.
 */
export function readCoco(whole: Record<string, unknown>, path: string): Rows | null {
  const images = asRecords(whole['images'])
  if (images.length === 0 || !Array.isArray(whole['annotations']) || !Array.isArray(whole['categories']))
    return null
  const names = new Map(asRecords(whole['categories']).map(({ id, name }) => [String(id), String(name)]))
  const labelsOf = new Map<string, Set<string>>()
  const boxed = new Set<string>()
  for (const { image_id, category_id, bbox } of asRecords(whole['annotations'])) {
    const image = String(image_id)
    const name = names.get(String(category_id))
    if (name !== undefined) labelsOf.set(image, (labelsOf.get(image) ?? new Set<string>()).add(name))
    if (Array.isArray(bbox) && bbox.length === 4) boxed.add(image)
  }
  const split = splitOfPath(path)
  const rows = images.map(({ id, file_name }, at): ManifestRow => {
    const labels = [...(labelsOf.get(String(id)) ?? [])]
    const unlike = boxed.has(String(id)) && labels.length > 1 ? 'Its labels belong to boxes in it.' : null
    return { line: at + 1, file: String(file_name ?? ''), labels, split, unlike }
  })
  return { from: 'a COCO file, as Azure Custom Vision exports it', rows }
}

/**
 * The rows of what Custom Vision's training API lists (`id`, `originalImageUri`, `tags` of `tagName`), alone or below
 * `images` with plain names as tags; null where it is none.
 */
export function readTaggedImages(
  records: readonly ManifestRecord[],
  whole: Record<string, unknown> | null,
  path: string,
): Rows | null {
  const images = whole ? asRecords(whole['images']) : records.map(({ values }) => values)
  const isListed = (image: Record<string, unknown>) =>
    Array.isArray(image['tags']) && typeof image['id'] === 'string'
  if (images.length === 0 || !images.every(isListed)) return null
  const split = splitOfPath(path)
  const rows = images.map((image, at): ManifestRow => {
    const tags = Array.isArray(image['tags']) ? image['tags'] : []
    const labels = tags.flatMap((tag) => {
      if (typeof tag === 'string') return [tag]
      const name = isRecord(tag) ? (tag['tagName'] ?? tag['tag_name']) : null
      return typeof name === 'string' ? [name] : []
    })
    const saved = image['saved_path'] ?? image['id']
    return { line: at + 1, file: String(saved), labels: [...new Set(labels)], split, unlike: null }
  })
  return { from: 'a list of tagged images of Azure Custom Vision', rows }
}
