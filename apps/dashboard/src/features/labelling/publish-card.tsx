import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { LabellingOverview } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'

/** What the labels would make, and the button that makes it. */
export function PublishCard({
  datasetId,
  overview,
  unsaved,
}: {
  datasetId: string
  overview: LabellingOverview
  /** Answers that are on their way: a version made now would be without them, or with one that was taken back. */
  unsaved: number
}) {
  const { canWrite } = useSession()
  const router = useRouter()
  const queries = useQueryClient()
  const preview = useQuery(
    trpc.labelling.publishPreview.queryOptions({ datasetId }, { enabled: overview.toPublish > 0 }),
  )
  const publish = useMutation(
    trpc.labelling.publish.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries(trpc.labelling.pathFilter())
        await router.navigate({
          to: '/data/$datasetId/versions/$versionId',
          params: { datasetId, versionId: id },
        })
      },
      onError: toastError,
    }),
  )
  const found = overview.toPublish > 0 ? preview.data : undefined
  const changes = found ? found.added + found.relabelled : 0
  return (
    <Card>
      <CardHeader title="Next version" />
      <CardBody className="grid gap-3 text-[13px]">
        {changes === 0 || !found ? (
          <p className="text-faint">
            {found && found.confirmed > 0
              ? `${plural(found.confirmed, 'label')} confirmed: nothing has changed yet.`
              : 'Label some rows, then create a version from them here.'}
          </p>
        ) : (
          <ul className="grid gap-0.5 text-soft">
            {found.added > 0 && <li>{plural(found.added, 'row')} added</li>}
            {found.relabelled > 0 && <li>{plural(found.relabelled, 'row')} relabelled</li>}
            {found.confirmed > 0 && <li>{plural(found.confirmed, 'label')} confirmed</li>}
            <li className="text-faint">
              {found.from ? `based on version ${found.from.number}` : 'the dataset’s first version'}
            </li>
          </ul>
        )}
        {canWrite && (
          <Button
            look="primary"
            disabled={changes === 0}
            pending={publish.isPending || (changes > 0 && unsaved > 0)}
            onClick={() => publish.mutate({ datasetId })}
            data-testid="publish-labels"
          >
            Create version
          </Button>
        )}
      </CardBody>
    </Card>
  )
}
