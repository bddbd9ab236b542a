import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { formatBytes, formatCount, formatDuration } from '../../lib/format.ts'
import { backendName } from '../../lib/names.ts'
import type { ModelVersionView } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Facts } from '../../ui/facts.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

/** Where the version comes from, and what proves that it is the same one. */
export function ProvenanceCard({ version }: { version: ModelVersionView }) {
  const { report, manifest } = version
  const data = useQuery(trpc.dataset.version.queryOptions({ id: version.datasetVersionId }))
  return (
    <Card>
      <CardHeader
        title="Provenance"
        description="The same data, settings and seed give the same model hash."
      />
      <CardBody className="grid gap-5 lg:grid-cols-2">
        <Facts
          items={[
            [
              'Data',
              data.data ? (
                <Link
                  key="data"
                  to="/data/$datasetId/versions/$versionId"
                  params={{ datasetId: data.data.datasetId, versionId: data.data.id }}
                  className={linkLook}
                >
                  {data.data.datasetName}, version {data.data.number}
                </Link>
              ) : data.isError ? (
                version.datasetVersionId
              ) : (
                <Skeleton key="data" className="ml-auto w-40" />
              ),
            ],
            [
              'Rows',
              `${formatCount(report.rows.train)} train, ${formatCount(report.rows.validation)} validation, ${formatCount(report.rows.test)} test`,
            ],
            [
              'Training run',
              <Link
                key="run"
                to="/training/$jobId"
                params={{ jobId: version.trainingJobId }}
                className={linkLook}
              >
                {formatDuration(report.seconds)}
              </Link>,
            ],
            ['Backend', backendName(report.backend)],
            ['Seed', manifest.config.seed],
            ['Size', formatBytes(version.artifactBytes)],
          ]}
        />
        <div className="grid content-start gap-1.5">
          <p className="text-[13px] text-faint">Model hash (SHA-256)</p>
          <CopyField text={version.artifactSha256} label="the model hash" data-testid="model-hash" />
        </div>
      </CardBody>
    </Card>
  )
}
