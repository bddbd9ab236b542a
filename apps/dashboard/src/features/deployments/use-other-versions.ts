import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatPercent } from '../../lib/format.ts'
import { familyName } from '../../lib/names.ts'
import type { DeploymentDetail } from '../../lib/views.ts'

/** The versions of a deployment's model that are not live, the newest first. */
export function useOtherVersions(deployment: DeploymentDetail, enabled: boolean) {
  const versions = useQuery(trpc.model.versions.queryOptions({ id: deployment.modelId }, { enabled }))
  const others = (versions.data ?? [])
    .filter((one) => one.id !== deployment.version.id)
    .toSorted((a, b) => b.number - a.number)
  return {
    newest: others[0],
    options: others.map((one) => ({
      value: one.id,
      label: `Version ${one.number}: ${familyName(one.family)}, ${formatPercent(one.accuracy)} accurate`,
    })),
    hint: versions.isPending
      ? 'Loading the versions…'
      : versions.isError
        ? 'The versions could not be loaded. Close this and try again.'
        : others.length === 0
          ? 'The model has no other version yet. Train one first.'
          : undefined,
  }
}
