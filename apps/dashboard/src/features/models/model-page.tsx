import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Archive, Boxes, Ellipsis, Pencil } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatBytes, formatPercent } from '../../lib/format.ts'
import { compressionName, familyName, kindNames } from '../../lib/names.ts'
import { useSession } from '../../lib/session.ts'
import type { ModelVersionSummary, ModelView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { linkLook } from '../../ui/link.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { rowLink, rowLook, Td, Tr } from '../../ui/table.tsx'
import { RenameDialog } from '../../ui/text-dialog.tsx'
import { Time } from '../../ui/time.tsx'
import { RunsTable } from './runs-table.tsx'
import { useModelDeeds } from './use-model-deeds.ts'

const route = getRouteApi('/shell/models/$modelId')

export function ModelPage() {
  const { modelId } = route.useParams()
  const model = useQuery(trpc.model.get.queryOptions({ id: modelId }))
  return (
    <QueryView query={model} skeleton={<PageSkeleton />} page>
      {(one) => <ModelDetail model={one} />}
    </QueryView>
  )
}

function ModelDetail({ model }: { model: ModelView }) {
  const pages = useState(1)
  return (
    <>
      <PageHeader
        title={model.name}
        crumbs={[
          <Link key="models" to="/models">
            Models
          </Link>,
        ]}
        description={
          <>
            {kindNames[model.kind]} classifier on{' '}
            {model.dataDeletedAt ? (
              'deleted data'
            ) : (
              <Link to="/data/$datasetId" params={{ datasetId: model.datasetId }} className={linkLook}>
                {model.datasetName}
              </Link>
            )}
          </>
        }
        actions={<ModelActions model={model} />}
      />
      <div className="grid gap-6">
        {model.dataDeletedAt && (
          <Notice tone="warn">
            This model’s training data was deleted <Time at={model.dataDeletedAt} />. The model keeps
            answering; it cannot be retrained.
          </Notice>
        )}
        {model.activeJob && (
          <Notice>
            A new version is being trained.{' '}
            <Link to="/training/$jobId" params={{ jobId: model.activeJob.id }} className={linkLook}>
              View progress
            </Link>
          </Notice>
        )}
        <VersionsCard model={model} />
        <section className="grid gap-3">
          <h2 className="font-semibold text-[15px]">Training runs</h2>
          <RunsTable modelId={model.id} pages={pages} />
        </section>
      </div>
    </>
  )
}

function ModelActions({ model }: { model: ModelView }) {
  const { canWrite } = useSession()
  const [renaming, setRenaming] = useState(false)
  const { rename, archive } = useModelDeeds(model)
  if (!canWrite) return null
  return (
    <>
      {!model.dataDeletedAt && (
        <Button asChild>
          <Link to="/data/$datasetId" params={{ datasetId: model.datasetId }}>
            Retrain
          </Link>
        </Button>
      )}
      {model.latest && (
        <Button look="primary" asChild>
          <Link
            to="/models/$modelId/versions/$versionId"
            params={{ modelId: model.id, versionId: model.latest.id }}
          >
            Latest report
          </Link>
        </Button>
      )}
      <Menu>
        <MenuTrigger asChild>
          <Button size="icon" aria-label="More">
            <Ellipsis />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => setRenaming(true)}>
            <Pencil />
            Rename
          </MenuItem>
          <MenuItem tone="danger" onSelect={archive}>
            <Archive />
            Archive
          </MenuItem>
        </MenuContent>
      </Menu>
      {renaming && <RenameDialog name={model.name} onRename={rename} onClose={() => setRenaming(false)} />}
    </>
  )
}

function VersionsCard({ model }: { model: ModelView }) {
  const versions = useQuery(trpc.model.versions.queryOptions({ id: model.id }))
  return (
    <ListTable
      label="Versions"
      query={versions}
      header={<CardHeader title="Versions" description="Measured on the test split of their data." />}
      columns={[
        'Version',
        'Classifier',
        ...numericColumns('Accuracy', 'Macro-F1', 'Size'),
        'Deployed as',
        'Trained',
      ]}
      row={(one) => <VersionRow key={one.id} version={one} model={model} />}
      loadingRows={3}
      empty={
        <EmptyState icon={Boxes} title="No version yet" className="pt-6">
          It appears here as soon as the first training run finishes.
        </EmptyState>
      }
    />
  )
}

function VersionRow({ version, model }: { version: ModelVersionSummary; model: ModelView }) {
  const live = model.deployments.filter((deployment) => deployment.modelVersionId === version.id)
  return (
    <Tr className={rowLook}>
      <Td>
        <Link
          to="/models/$modelId/versions/$versionId"
          params={{ modelId: model.id, versionId: version.id }}
          className={rowLink}
        >
          Version {version.number}
        </Link>
      </Td>
      <Td className="whitespace-nowrap text-soft">
        {familyName(version.family)}
        {version.compression && (
          <span className="block text-[13px] text-faint">
            {compressionName(version.compression)}, from version {version.compression.versionNumber}
          </span>
        )}
      </Td>
      <Td align="right">{formatPercent(version.accuracy, 2)}</Td>
      <Td align="right">{version.macroF1.toFixed(3)}</Td>
      <Td align="right">{formatBytes(version.artifactBytes)}</Td>
      <Td>
        <span className="flex flex-wrap gap-1">
          {live.map((deployment) => (
            <Badge key={deployment.id} tone="good">
              {deployment.name}
            </Badge>
          ))}
        </span>
      </Td>
      <Td className="whitespace-nowrap text-faint">
        <Time at={version.createdAt} />
      </Td>
    </Tr>
  )
}
