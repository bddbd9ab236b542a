import type { ServedDeployment } from '@assay/services/deployment'
import { NotFound } from '@assay/services/errors'

/** Refuses a version that the path names and the deployment does not serve. */
export const requireServedVersion = (target: ServedDeployment, version: string | undefined): void => {
  if (version !== undefined && version !== String(target.versionNumber))
    throw new NotFound('model version', version)
}
