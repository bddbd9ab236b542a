import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import type { FeatureRow } from '../../../lib/views.ts'
import { toastError } from '../../../ui/action-toast.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { PageSkeleton } from '../../../ui/skeleton.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { TenantLink } from '../operations/tenant-link.tsx'
import { featureTexts } from './feature-texts.ts'
import { OverrideDialog } from './override-dialog.tsx'

/** Parts of the product that are switched for everybody, or for one workspace. */
export function FeaturesPage() {
  const features = useQuery(trpc.platform.features.queryOptions())
  return (
    <>
      <PageHeader
        title="Features"
        description="The server refuses whatever is off, within seconds. A workspace's setting overrides the global one."
      />
      <QueryView query={features} skeleton={<PageSkeleton />}>
        {(all) => (
          <div className="grid gap-4">
            {all.map((one) => (
              <FeatureCard key={one.name} feature={one} />
            ))}
          </div>
        )}
      </QueryView>
    </>
  )
}

function FeatureCard({ feature }: { feature: FeatureRow }) {
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const options = {
    onSettled: () => queries.invalidateQueries(trpc.platform.pathFilter()),
    onError: toastError,
  }
  const set = useMutation(trpc.platform.setFeature.mutationOptions(options))
  const override = useMutation(trpc.platform.overrideFeature.mutationOptions(options))
  const { title, text } = featureTexts[feature.name]
  return (
    <Card className="grid gap-3 px-5 py-4" data-testid={`feature-${feature.name}`}>
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 className="font-semibold text-[15px]">{title}</h2>
          <p className="text-[13px] text-faint">{text}</p>
        </div>
        <Switch
          label={title}
          checked={set.isPending ? set.variables.enabled : feature.enabled}
          onChange={(enabled) => set.mutate({ name: feature.name, enabled })}
          testId={`switch-${feature.name}`}
        />
      </div>
      {feature.overrides.length > 0 && (
        <ul className="grid gap-2 border-line border-t pt-3 text-[13px]" aria-label="Workspace overrides">
          {feature.overrides.map((one) => (
            <li key={one.workspaceId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 flex-1 truncate">
                <TenantLink id={one.workspaceId} name={one.workspaceName} />
              </span>
              <Badge tone={one.enabled ? 'good' : 'neutral'} dot>
                {one.enabled ? 'On' : 'Off'}
              </Badge>
              <Button
                size="sm"
                look="ghost"
                onClick={() =>
                  override.mutate({ name: feature.name, workspaceId: one.workspaceId, enabled: null })
                }
              >
                Use global setting
              </Button>
            </li>
          ))}
        </ul>
      )}
      {feature.perWorkspace && (
        <Button
          size="sm"
          look="ghost"
          className="justify-self-start"
          onClick={() => setAdding(true)}
          data-testid={`override-${feature.name}`}
        >
          <Plus />
          Override for a workspace
        </Button>
      )}
      {adding && <OverrideDialog feature={feature} onClose={() => setAdding(false)} />}
    </Card>
  )
}
