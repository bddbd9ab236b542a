import type { ServedVersion } from '@assay/services/deployment'
import { findVersion } from '../gateway/choose-version.ts'
import type { Admitted } from '../gateway/index.ts'

/** The version that the path names, where it names one; else the one that the caller gets. */
export const versionOf = ({ deployment, target }: Admitted, version: string | undefined): ServedVersion =>
  version === undefined ? target : findVersion(deployment, version)
