import { readBundle } from '../bundle/read-bundle.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { families } from '../classifiers/families.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Family } from '../schema/index.ts'
import type { TrainModelInput } from './train-model.ts'

/** An earlier version of the same task, to go on from. */
export interface EarlierModel {
  family: Family
  /** What its classifier saved. */
  files: BundleFiles
}

/**
 * Opens the bundle of an earlier version for going on from it. Throws `DatasetUnusable`, naming the
 * difference, where the data are not of the same task or its family always learns anew, and `ArtifactCorrupt`.
 */
export function requireEarlier({ parent, labels, train }: TrainModelInput): EarlierModel {
  if (parent === undefined) throw new DatasetUnusable('The version to continue training from is missing.')
  const { manifest, own } = readBundle(parent)
  const { family } = manifest
  const refuse = (why: string) =>
    new DatasetUnusable(`Training cannot continue from the earlier version: ${why}`)
  if (manifest.kind !== train.kind)
    throw refuse(`it reads ${manifest.kind} data and these are ${train.kind} data.`)
  if (train.labelSets || manifest.task === 'multi')
    throw refuse('classifiers of several labels per row always learn anew.')
  requireSame('label', manifest.labels, labels, refuse)
  if (train.kind === 'table') {
    const describe = ({ name, type }: { name: string; type: string }) => `${name} (${type})`
    requireSame('column', manifest.columns.map(describe), train.columns.map(describe), refuse)
  }
  if (families[family].warmStarts !== true)
    throw refuse(`its classifier, ${family}, always learns anew. Start without it.`)
  return { family, files: own }
}

function requireSame(
  what: string,
  before: readonly string[],
  now: readonly string[],
  refuse: (why: string) => DatasetUnusable,
): void {
  const lost = before.filter((name) => !now.includes(name))
  const added = now.filter((name) => !before.includes(name))
  if (lost.length > 0) throw refuse(`these data lack its ${what} ${quoted(lost)}.`)
  if (added.length > 0) throw refuse(`it does not know the ${what} ${quoted(added)}.`)
  if (before.some((name, at) => name !== now[at])) throw refuse(`the ${what}s are in another order.`)
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `“${name}”`)
  return names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : shown.join(', ')
}
