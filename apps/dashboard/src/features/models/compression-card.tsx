import { type CompressionVariant, compressionsOf } from '@assay/ml-core/schema'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Minimize2 } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatBytes, formatPercent, formatScore } from '../../lib/format.ts'
import { compressionName } from '../../lib/names.ts'
import { useSession } from '../../lib/session.ts'
import type { ModelVersionView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { linkLook } from '../../ui/link.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { CompressDialog } from './compress-dialog.tsx'

/** What can be made of a version in fewer bytes, and what each way costs in accuracy. */
export function CompressionCard({ version }: { version: ModelVersionView }) {
  const { canWrite } = useSession()
  const [choosing, setChoosing] = useState(false)
  const { measured, pending } = useMeasured(version)
  const methods = compressionsOf(version.kind, version.report.chosen)
  if (methods.length === 0 && !measured) return null
  const { compression } = version
  return (
    <Card data-testid="compression">
      <CardHeader
        title="Smaller versions"
        description={
          compression ? (
            <>
              Created from{' '}
              <Link
                to="/models/$modelId/versions/$versionId"
                params={{ modelId: version.modelId, versionId: compression.modelVersionId }}
                className={linkLook}
              >
                version {compression.versionNumber}
              </Link>
              : {compressionName(compression).toLowerCase()}.
            </>
          ) : (
            'Smaller to store, load and export. Compared side by side on the test split.'
          )
        }
        actions={
          canWrite &&
          methods.length > 0 && (
            <Button size="sm" onClick={() => setChoosing(true)} data-testid="compress-button">
              <Minimize2 />
              Create a compressed version
            </Button>
          )
        }
      />
      {measured ? (
        <VariantsTable variants={measured} />
      ) : pending ? (
        <TableSkeleton rows={3} />
      ) : (
        <EmptyState icon={Minimize2} title="Nothing measured yet" className="pt-2">
          The first compressed version also evaluates the other ways to compress this one.
        </EmptyState>
      )}
      <CompressDialog open={choosing} onOpenChange={setChoosing} version={version} methods={methods} />
    </Card>
  )
}

/** The figures of this version's own run, or of the newest one that made it smaller. */
function useMeasured(version: ModelVersionView): { measured: CompressionVariant[] | null; pending: boolean } {
  const own = version.report.compression?.variants ?? null
  const versions = useQuery(trpc.model.versions.queryOptions({ id: version.modelId }, { enabled: !own }))
  const child = versions.data?.find(({ compression }) => compression?.modelVersionId === version.id)
  const made = useQuery(
    trpc.model.version.queryOptions(
      { id: child?.id ?? '' },
      { enabled: child !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  return {
    measured: own ?? made.data?.report.compression?.variants ?? null,
    pending: !own && (versions.isPending || (child !== undefined && made.isPending)),
  }
}

const formatMicroseconds = (value: number): string =>
  value < 1000 ? `${value < 10 ? value.toFixed(1) : Math.round(value)} µs` : `${(value / 1000).toFixed(1)} ms`

function VariantsTable({ variants }: { variants: CompressionVariant[] }) {
  const original = variants.find(({ method }) => method === 'original')
  return (
    <DataTable
      label="Ways to compress the version"
      className="border-line border-t"
      columns={[
        'Variant',
        ...numericColumns('Size', 'Vs. original', 'Time per prediction', 'Accuracy', 'Macro-F1', 'Log loss'),
      ]}
      rows={variants}
      row={(one) => (
        <Tr key={`${one.method}-${one.keep ?? ''}`}>
          <Td className="whitespace-nowrap font-medium">{compressionName(one)}</Td>
          <Td align="right">{formatBytes(one.bytes)}</Td>
          <Td align="right" className="text-faint">
            {original ? formatPercent(one.bytes / original.bytes, 0) : '–'}
          </Td>
          <Td align="right">{formatMicroseconds(one.microseconds)}</Td>
          <Td align="right">{formatPercent(one.accuracy, 2)}</Td>
          <Td align="right">{formatScore(one.macroF1)}</Td>
          <Td align="right">{formatScore(one.logLoss)}</Td>
        </Tr>
      )}
    />
  )
}
