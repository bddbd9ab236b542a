import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Navigate } from '@tanstack/react-router'
import { Upload } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { UploadDialog } from './upload-dialog.tsx'

const route = getRouteApi('/shell/data/$datasetId')

/** A dataset is looked at through its versions: this leads on to the latest. */
export function DatasetPage() {
  const { datasetId } = route.useParams()
  const dataset = useQuery(trpc.dataset.get.queryOptions({ id: datasetId }))
  const [uploading, setUploading] = useState(false)
  const { canWrite } = useSession()
  return (
    <QueryView query={dataset} skeleton={<PageSkeleton />} page>
      {(one) =>
        one.latest ? (
          <Navigate
            to="/data/$datasetId/versions/$versionId"
            params={{ datasetId, versionId: one.latest.id }}
            replace
          />
        ) : (
          <>
            <PageHeader
              title={one.name}
              crumbs={[
                <Link key="data" to="/data">
                  Data
                </Link>,
              ]}
            />
            <Card>
              <EmptyState
                icon={Upload}
                title="No file received yet"
                action={
                  <Button look="primary" disabled={!canWrite} onClick={() => setUploading(true)}>
                    Upload a file
                  </Button>
                }
              >
                The first upload becomes version 1.
              </EmptyState>
            </Card>
            <UploadDialog open={uploading} onOpenChange={setUploading} dataset={one} />
          </>
        )
      }
    </QueryView>
  )
}
