import type { DeploymentDetail } from '../../lib/views.ts'
import { Notice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'

/** What rules or a damaged file have done to the deployment while nobody looked, until a person changes it. */
export function AutomaticStep({ deployment }: { deployment: DeploymentDetail }) {
  const [newest] = deployment.revisions
  if (!newest?.reason || newest.byPerson) return null
  const promoted = newest.reason.startsWith('Promoted')
  return (
    <Notice tone={promoted ? 'good' : 'warn'} data-testid="automatic-step">
      <span className="font-medium">
        {promoted
          ? `Version ${newest.versionNumber} went live automatically`
          : `Rolled back to version ${newest.versionNumber} automatically`}{' '}
        <Time at={newest.createdAt} />.
      </span>{' '}
      {newest.reason}
    </Notice>
  )
}
