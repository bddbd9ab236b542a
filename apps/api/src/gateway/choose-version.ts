import type { ServedDeployment, ServedVersion } from '@assay/services/deployment'
import { NotFound } from '@assay/services/errors'

/** FNV-1a, whose bits are mixed once more as murmur3 does it: near texts fall far from each other. */
const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * The version that a caller gets: the same one whenever it calls, as long as the share stands, and a growing share
 * takes nobody out of it. Other deployments draw other callers.
 */
export const chooseVersion = (deployment: ServedDeployment, who: () => string): ServedVersion => {
  const { canary } = deployment
  if (!canary) return deployment
  const place = (hash(`${deployment.deploymentId}/${who()}`) / 2 ** 32) * 100
  return place < canary.percent ? canary : deployment
}

/**
 * The version that a call asks for: `live`, `canary`, a number or an id, among those that the deployment serves now.
 * Throws `not_found` for any other.
 */
export const findVersion = (deployment: ServedDeployment, version: string | number): ServedVersion => {
  const served = [deployment, deployment.canary].filter((one) => one !== null)
  const found = served.find(
    ({ role, versionNumber, modelVersionId }) =>
      version === role || String(version) === String(versionNumber) || version === modelVersionId,
  )
  if (!found) throw new NotFound('model version', String(version).slice(0, 64))
  return found
}
