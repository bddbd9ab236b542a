import { writeTypes } from '@assay/sdk/types'
import type { DeploymentDetail } from '../../lib/views.ts'

/** The types that `assay-sdk types` writes, from what the page knows already. */
export const typesOf = ({ id, manifest, version }: DeploymentDetail): string =>
  writeTypes([
    {
      id,
      kind: manifest.kind,
      answers: manifest.task === 'multi' ? 'several' : 'one',
      labels: manifest.labels,
      columns: manifest.columns,
      model_version: version.id,
      version: version.number,
    },
  ])
