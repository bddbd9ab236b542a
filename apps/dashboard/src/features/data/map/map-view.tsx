import type { DatasetProfile } from '@assay/datasets/schema'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleX, Map as MapIcon } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { trpc } from '../../../lib/api.ts'
import { useSession } from '../../../lib/session.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { toastError } from '../../../ui/action-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { CardSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { MapBoard } from './map-board.tsx'

const lookEveryMs = 1_500

/** A version's rows in the plane; drawn in the background when somebody first looks. */
export function MapView({ version, profile }: { version: DatasetVersionView; profile: DatasetProfile }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const found = useQuery(
    trpc.dataset.map.queryOptions(
      { id: version.id },
      { refetchInterval: ({ state }) => (state.data?.status === 'queued' ? lookEveryMs : false) },
    ),
  )
  const request = useMutation(
    trpc.dataset.requestMap.mutationOptions({
      onSuccess: (map) => queries.setQueryData(trpc.dataset.map.queryKey({ id: version.id }), map),
      onError: toastError,
    }),
  )
  const draw = () => request.mutate({ id: version.id })
  const drawOnce = useRef(draw)
  drawOnce.current = draw
  const isMissing = found.data === null
  useEffect(() => {
    if (isMissing && canWrite) drawOnce.current()
  }, [isMissing, canWrite])
  return (
    <QueryView query={found} skeleton={<CardSkeleton className="h-96" />}>
      {(kept) =>
        kept?.status === 'ready' ? (
          <MapBoard version={version} profile={profile} map={kept.map} />
        ) : (
          <Card>
            {kept?.status === 'too_few' ? (
              <EmptyState icon={MapIcon} title="Too few rows for a map">
                At least {kept.least} rows are needed to see which ones are similar.
              </EmptyState>
            ) : kept?.status === 'failed' ? (
              <EmptyState
                icon={CircleX}
                tone="bad"
                title="The map could not be drawn"
                action={
                  canWrite && (
                    <Button pending={request.isPending} onClick={draw}>
                      Try again
                    </Button>
                  )
                }
              >
                This failed several times because of a problem on our side.
              </EmptyState>
            ) : kept?.status === 'queued' || canWrite ? (
              <EmptyState icon={MapIcon} title="Drawing the map…">
                Rows are compared and similar ones placed side by side. This takes a few seconds, up to a
                minute for thousands of rows; you can keep working.
              </EmptyState>
            ) : (
              <EmptyState icon={MapIcon} title="The map has not been drawn yet">
                It is drawn when a workspace member opens this page.
              </EmptyState>
            )}
          </Card>
        )
      }
    </QueryView>
  )
}
