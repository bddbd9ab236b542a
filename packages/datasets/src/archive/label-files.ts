import { findManifests } from '../manifest/find-manifests.ts'
import { followManifests } from '../manifest/follow-manifests.ts'
import type { LabelledFiles } from './labelled-files.ts'
import { readLayout } from './layout.ts'
import type { Archive } from './open-archive.ts'

/**
 * Gives each file of an archive its label: that of a manifest beside the files where there is one, else that of its folder.
 *
 * @throws DatasetUnusable where a manifest does not say which of its columns is the label.
 */
export async function labelFiles(
  archive: Archive,
  options: { labelColumn?: string | undefined; scratchDir: string },
): Promise<LabelledFiles> {
  const { read, close } = archive
  const manifests = await findManifests(archive, options)
  if (manifests.length > 0)
    return { ...followManifests(archive.files, manifests), format: 'zip', read, close }
  const fates = readLayout(archive.files.map(({ path }) => path)).map(
    (place) =>
      place ?? { code: 'label_missing', reason: 'The file is not in a folder that names its label.' },
  )
  return { files: archive.files, fates, astray: [], from: null, format: 'zip', read, close }
}
