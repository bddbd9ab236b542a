import { createHash } from 'node:crypto'
import { DatasetUnusable } from '../errors.ts'
import type { ClassCount, IngestReport, SplitName } from '../schema/index.ts'
import type { StagedFile } from './stage-files.ts'

export type Placed<T extends StagedFile> = T & { split: SplitName }
export type PlacedFiles<T extends StagedFile> = {
  files: Placed<T>[]
  duplicates: number
  classes: ClassCount[]
  splits: Record<SplitName, number>
  warnings: IngestReport['warnings']
}

/** A class with fewer files gives none of them away. */
const smallestSplitClass = 3
const heldShare = 0.1

/**
 * Drops copies of a file under the same label (the one in the given test split stays), and gives every
 * file a split: the one that the archive names, and where it names no test or no validation, a tenth of
 * each class by a hash of seed and content.
 */
export function placeFiles<T extends StagedFile>(
  staged: readonly T[],
  seed: number,
  maxClasses: number,
): PlacedFiles<T> {
  const kept = dropCopies(staged)
  requireClasses(kept, maxClasses)
  const hasTest = kept.some((file) => file.split === 'test')
  const hasValidation = kept.some((file) => file.split === 'validation')
  const placed = new Map<T, SplitName>()
  for (const group of groupByLabel(kept).values()) {
    const free = group.filter((file) => file.split === null || file.split === 'train')
    const order = free
      .map((file) => ({ file, rank: rankOf(file, seed) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ file }) => file)
    const share = free.length < smallestSplitClass ? 0 : Math.max(1, Math.round(free.length * heldShare))
    const test = hasTest ? 0 : share
    const validation = hasValidation ? 0 : share
    order.forEach((file, at) => {
      const split = at < test ? 'test' : at >= order.length - validation ? 'validation' : 'train'
      placed.set(file, split)
    })
  }
  const files = kept.map((file) => ({ ...file, split: placed.get(file) ?? file.split ?? 'train' }))
  const classes = countClasses(files)
  const sum = (split: SplitName) => classes.reduce((total, row) => total + row[split], 0)
  const splits = { train: sum('train'), validation: sum('validation'), test: sum('test') }
  if (splits.test === 0 || splits.validation === 0)
    throw new DatasetUnusable(
      'dataset_unusable',
      `No class has ${smallestSplitClass} different files, so nothing can be held out to measure a classifier. Add examples.`,
    )
  if (splits.train === 0)
    throw new DatasetUnusable('dataset_unusable', 'No file is left to learn from. Add a train folder.')
  return {
    files,
    duplicates: staged.length - kept.length,
    classes,
    splits,
    warnings: warningsAbout(kept, classes),
  }
}

function dropCopies<T extends StagedFile>(staged: readonly T[]): T[] {
  const first = new Map<string, T>()
  for (const file of staged) {
    const key = `${file.sha256} ${file.label}`
    const known = first.get(key)
    if (!known || (file.split === 'test' && known.split !== 'test')) first.set(key, file)
  }
  const kept = new Set(first.values())
  return staged.filter((file) => kept.has(file))
}

function requireClasses(files: readonly StagedFile[], most: number): void {
  const classes = new Set(files.map(({ label }) => label)).size
  if (classes === 0)
    throw new DatasetUnusable(
      'dataset_unusable',
      'The archive holds no file that can be read. Put PNG, JPEG, WebP or GIF pictures, or WAV sounds, into one folder per label.',
    )
  if (classes === 1)
    throw new DatasetUnusable(
      'dataset_unusable',
      'All files have the same label. A classifier needs examples of at least two.',
    )
  if (classes > most)
    throw new DatasetUnusable(
      'dataset_unusable',
      `The archive has ${classes.toLocaleString('en')} labels; at most ${most.toLocaleString('en')} classes can be learned.`,
    )
}

function groupByLabel<T extends { label: string }>(files: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const file of files) {
    const group = groups.get(file.label)
    if (group) group.push(file)
    else groups.set(file.label, [file])
  }
  return groups
}

function rankOf({ sha256, label }: StagedFile, seed: number): string {
  return createHash('sha256').update(`${seed} ${sha256} ${label}`).digest('hex')
}

function countClasses(files: readonly Placed<StagedFile>[]): ClassCount[] {
  const counts = [...groupByLabel(files)].map(([label, group]) => ({
    label,
    count: group.length,
    train: group.filter(({ split }) => split === 'train').length,
    validation: group.filter(({ split }) => split === 'validation').length,
    test: group.filter(({ split }) => split === 'test').length,
  }))
  return counts.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
}

function warningsAbout(
  files: readonly StagedFile[],
  classes: readonly ClassCount[],
): IngestReport['warnings'] {
  const warnings: IngestReport['warnings'] = []
  const labelsOf = new Map<string, Set<string>>()
  for (const { sha256, label } of files)
    labelsOf.set(sha256, (labelsOf.get(sha256) ?? new Set<string>()).add(label))
  const conflicts = [...labelsOf.values()].filter(({ size }) => size > 1).length
  if (conflicts > 0)
    warnings.push({
      code: 'conflicting_labels',
      message: `${conflicts.toLocaleString('en')} ${conflicts === 1 ? 'file appears' : 'files appear'} under more than one label. All were kept; no classifier can get all of them right.`,
    })
  const small = classes.filter(({ count }) => count < smallestSplitClass)
  if (small.length > 0)
    warnings.push({
      code: 'small_classes',
      message: `${small.length.toLocaleString('en')} ${small.length === 1 ? 'class has' : 'classes have'} one or two files: ${small
        .slice(0, 5)
        .map(({ label }) => `"${label.slice(0, 60)}"`)
        .join(', ')}${small.length > 5 ? ' …' : ''}.`,
    })
  const folded = new Map<string, string[]>()
  for (const { label } of classes)
    folded.set(label.toLowerCase(), [...(folded.get(label.toLowerCase()) ?? []), label])
  const twins = [...folded.values()].filter(({ length }) => length > 1)
  if (twins.length > 0)
    warnings.push({
      code: 'labels_differ_by_case',
      message: `Some labels differ only in upper and lower case and count as different classes: ${twins
        .slice(0, 5)
        .map((labels) => labels.join(', '))
        .join('; ')}.`,
    })
  return warnings
}
