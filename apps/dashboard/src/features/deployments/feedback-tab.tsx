import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessageSquareQuote } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatPercent } from '../../lib/format.ts'
import type { DeploymentDetail, FeedbackAccuracy } from '../../lib/views.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { linkLook } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'

type Measured = Pick<FeedbackAccuracy, 'share' | 'low' | 'high' | 'judged'>

/** How right the deployment is in production, as far as somebody said so. */
export function FeedbackTab({ deployment }: { deployment: DeploymentDetail }) {
  const accuracy = useQuery(
    trpc.feedback.accuracy.queryOptions({ deploymentId: deployment.id }, { refetchInterval: 15_000 }),
  )
  return (
    <Card data-testid="live-accuracy">
      <CardHeader
        title="Accuracy in production"
        description="Only answers with right or wrong feedback. People are more likely to report mistakes, so it may look worse than it is."
      />
      <QueryView query={accuracy} skeleton={<TableSkeleton rows={3} />}>
        {(one) =>
          one.total === 0 ? (
            <EmptyState icon={MessageSquareQuote} title="No feedback yet">
              Send the right answer to <code>POST /v1/feedback</code> with the prediction’s id, or judge calls
              under Calls.
            </EmptyState>
          ) : (
            <DataTable
              label="Accuracy by version"
              columns={[
                'Version',
                ...numericColumns('Accuracy', '95% interval', 'Right', 'Judged', 'Feedback'),
              ]}
              rows={one.versions}
              row={(version) => (
                <Tr key={version.modelVersionId}>
                  <Td>
                    <Link
                      to="/models/$modelId/versions/$versionId"
                      params={{ modelId: deployment.modelId, versionId: version.modelVersionId }}
                      className={linkLook}
                    >
                      Version {version.number}
                    </Link>
                  </Td>
                  <Figures measured={version} />
                  <Td align="right">{formatCount(version.correct)}</Td>
                  <Td align="right">{formatCount(version.judged)}</Td>
                  <Td align="right">{formatCount(version.total)}</Td>
                </Tr>
              )}
            >
              <Tr className="font-medium">
                <Td>All versions</Td>
                <Figures measured={one} />
                <Td align="right">{formatCount(one.correct)}</Td>
                <Td align="right">{formatCount(one.judged)}</Td>
                <Td align="right">{formatCount(one.total)}</Td>
              </Tr>
            </DataTable>
          )
        }
      </QueryView>
    </Card>
  )
}

const Figures = ({ measured: { share, low, high, judged } }: { measured: Measured }) => (
  <>
    <Td align="right">{share === null ? '–' : formatPercent(share)}</Td>
    <Td align="right" className="text-faint">
      {judged === 0 ? '–' : `${formatPercent(low)} – ${formatPercent(high)}`}
    </Td>
  </>
)
