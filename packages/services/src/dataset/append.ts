import { type DatasetProfile, type IngestOptions, ingestOptionsSchema } from '@assay/datasets/schema'
import { type Tx, tables } from '@assay/db'
import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { AssayError } from '../errors/index.ts'
import { type DatasetVersionRow, findDatasetVersion, versionColumns } from './lookup.ts'
import { privacyOf, readProfile } from './present.ts'

const { datasetVersion } = tables

/** The newest version that can be added to; null where none is ready yet. */
const newestReady = async (tx: Tx, datasetId: string, before?: number): Promise<DatasetVersionRow | null> => {
  const [found] = await tx
    .select(versionColumns)
    .from(datasetVersion)
    .where(
      and(
        eq(datasetVersion.datasetId, datasetId),
        eq(datasetVersion.status, 'ready'),
        before === undefined ? undefined : lt(datasetVersion.number, before),
      ),
    )
    .orderBy(desc(datasetVersion.number))
    .limit(1)
  return found ?? null
}

/**
 * Refuses what could never be added, before a byte of it is stored.
 * @throws AssayError `conflict` where there is nothing to add to, `invalid_request` for what contradicts it
 */
export const requireAppendable = async (
  tx: Tx,
  datasetId: string,
  { append, unlabelled }: Partial<IngestOptions>,
): Promise<void> => {
  if (!append) return
  if (unlabelled)
    throw new AssayError(
      'invalid_request',
      'Rows without any label can’t be added to a version. Leave out “append” to have them set aside for labelling.',
      { param: 'append' },
    )
  const parent = await newestReady(tx, datasetId)
  const profile = parent && readProfile(parent)
  if (!profile)
    throw new AssayError(
      'conflict',
      'No version of this dataset is ready to be added to. Wait until one is, or upload the file without “append”.',
      { param: 'append' },
    )
  if (profile.kind === 'image' || profile.kind === 'audio')
    throw new AssayError(
      'dataset_unusable',
      `Files can be added to texts and tables, and this dataset holds ${profile.kind === 'image' ? 'pictures' : 'sounds'}. Upload all of them in one ZIP as a new version.`,
      { param: 'append' },
    )
}

/** What earlier uploads asked for holds for a file that is added to them, unless it says otherwise. */
const inheritedOptions = async (tx: Tx, version: DatasetVersionRow): Promise<Partial<IngestOptions>> => {
  let from = version
  while (!from.uploadKey && from.parentId) from = await findDatasetVersion(tx, from.parentId)
  const { personalData, columns } = privacyOf(from)
  const { indicatorColumns } = ingestOptionsSchema.parse(from.options)
  return {
    ...(personalData && { personalData }),
    ...(columns && { columns }),
    ...(indicatorColumns && { indicatorColumns }),
  }
}

export type FoundParent = {
  status: 'found'
  parentId: string
  parquetKey: string
  profile: DatasetProfile
  /** Those of the file, with what it takes over from earlier ones. */
  options: IngestOptions
}

/**
 * The version that `row` is added to: the newest before it, once all before it are done, and the same in every
 * attempt. `waiting`: one before it is still being read, and its rows are not to be missed.
 */
export const findAppendParent = async (
  tx: Tx,
  row: Pick<DatasetVersionRow, 'datasetId' | 'number' | 'parentId' | 'options'>,
): Promise<FoundParent | { status: 'waiting' }> => {
  if (!row.parentId) {
    const isReading = and(
      eq(datasetVersion.datasetId, row.datasetId),
      lt(datasetVersion.number, row.number),
      inArray(datasetVersion.status, ['receiving', 'queued', 'ingesting']),
    )
    if ((await tx.$count(datasetVersion, isReading)) > 0) return { status: 'waiting' }
  }
  const parent = row.parentId
    ? await findDatasetVersion(tx, row.parentId)
    : await newestReady(tx, row.datasetId, row.number)
  const profile = parent && readProfile(parent)
  // It was ready when the upload began, and a version that is ready stays so as long as its dataset is there.
  if (!parent?.parquetKey || !profile) throw new Error('There is no version to add the file to')
  const inherited = await inheritedOptions(tx, parent)
  const own = ingestOptionsSchema.parse(row.options)
  const columns = { ...inherited.columns, ...own.columns }
  const options = { ...inherited, ...own, ...(Object.keys(columns).length > 0 && { columns }) }
  return { status: 'found', parentId: parent.id, parquetKey: parent.parquetKey, profile, options }
}
