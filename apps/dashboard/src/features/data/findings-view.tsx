import { said } from '@assay/i18n/runtime'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { CircleX, ShieldCheck, Wand2 } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDuration } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { DatasetVersionView, FindingView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'

const severities: Record<FindingView['severity'], { tone: Tone; label: string }> = {
  high: { tone: 'bad', label: 'Fix first' },
  medium: { tone: 'warn', label: 'Worth fixing' },
  low: { tone: 'neutral', label: 'Good to know' },
}

/** What is wrong with a version's rows, each with its examples and what can be done about it. */
export function FindingsView({ version }: { version: DatasetVersionView }) {
  const findings = useQuery(
    trpc.dataset.findings.queryOptions(
      { id: version.id },
      { refetchInterval: ({ state }) => (state.data === null ? 2_000 : false) },
    ),
  )
  return (
    <QueryView query={findings} skeleton={<PageSkeleton />}>
      {(found) =>
        found === null ? (
          <Card>
            <EmptyState icon={ShieldCheck} title="Checking rows…">
              Checking for duplicates, contradictions, label errors and leaks in the background. You can train
              in the meantime.
            </EmptyState>
          </Card>
        ) : found.failed ? (
          <Card>
            <EmptyState icon={CircleX} tone="bad" title="The rows could not be checked">
              The check failed several times because of a problem on our side, so there are no results. You
              can still train.
            </EmptyState>
          </Card>
        ) : (
          <FindingList version={version} findings={found.findings} examined={found} />
        )
      }
    </QueryView>
  )
}

function FindingList({
  version,
  findings,
  examined,
}: {
  version: DatasetVersionView
  findings: FindingView[]
  examined: { rowsExamined: number; seconds: number }
}) {
  const { canWrite } = useSession()
  const router = useRouter()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<ReadonlySet<FindingView['code']>>(new Set())
  const mend = useMutation(
    trpc.dataset.mend.mutationOptions({
      onSuccess: async ({ id }) => {
        await router.navigate({
          to: '/data/$datasetId/versions/$versionId',
          params: { datasetId: version.datasetId, versionId: id },
        })
        await queries.invalidateQueries(trpc.dataset.pathFilter())
      },
      onError: toastError,
    }),
  )
  const looked = `${formatCount(examined.rowsExamined)} rows checked in ${formatDuration(examined.seconds)}`
  if (findings.length === 0)
    return (
      <Card>
        <EmptyState icon={ShieldCheck} title="No issues found">
          No duplicates across splits, contradictions, label errors or leaks. {looked}.
        </EmptyState>
      </Card>
    )
  const choose = (code: FindingView['code'], isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(code)
    else next.delete(code)
    setChosen(next)
  }
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-soft text-sm">
          {looked}. Nothing changes automatically: fixes create a new version, and this one stays.
        </p>
        {canWrite && findings.some(({ fix }) => fix) && (
          <Button
            look="primary"
            disabled={chosen.size === 0}
            pending={mend.isPending}
            onClick={() => mend.mutate({ versionId: version.id, codes: [...chosen] })}
            data-testid="mend-button"
          >
            <Wand2 />
            {chosen.size === 0
              ? 'Choose fixes below'
              : `Create a version with ${chosen.size === 1 ? 'this fix' : `these ${chosen.size} fixes`}`}
          </Button>
        )}
      </div>
      {findings.map((finding) => (
        <FindingCard
          key={finding.code}
          finding={finding}
          version={version}
          isChosen={chosen.has(finding.code)}
          onChoose={canWrite ? (isChosen) => choose(finding.code, isChosen) : null}
        />
      ))}
    </div>
  )
}

function FindingCard({
  finding,
  version,
  isChosen,
  onChoose,
}: {
  finding: FindingView
  version: DatasetVersionView
  isChosen: boolean
  onChoose: ((isChosen: boolean) => void) | null
}) {
  const { tone, label } = severities[finding.severity]
  const named = finding.examples.some(({ rows }) => rows.length > 0)
  const quoted = finding.examples.some(({ excerpt }) => excerpt)
  const noted = finding.examples.some(({ note }) => note)
  return (
    <Card data-testid={`finding-${finding.code}`}>
      <CardHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            {said(finding.title)} <Badge tone={tone}>{label}</Badge>
          </span>
        }
        description={said(finding.message)}
        actions={
          finding.fix &&
          onChoose && (
            <Checkbox checked={isChosen} onChange={onChoose}>
              {said(finding.fix.title)}
            </Checkbox>
          )
        }
      />
      <CardBody className="grid gap-3">
        <div className="overflow-hidden rounded-lg border border-line">
          <DataTable
            label={`Examples: ${said(finding.title)}`}
            columns={[
              ...(named ? ['Rows'] : []),
              ...(quoted ? ['Current value'] : []),
              ...(noted ? ['Note'] : []),
            ]}
            rows={finding.examples}
            row={(example) => (
              <Tr key={`${example.rows.join()} ${example.excerpt}`} className="align-top">
                {named && (
                  <Td className="whitespace-nowrap">
                    <RowsLink version={version} rows={example.rows} />
                  </Td>
                )}
                {quoted && (
                  <Td className="max-w-xl">
                    <span className="line-clamp-2 break-words">{example.excerpt || '–'}</span>
                  </Td>
                )}
                {noted && <Td className="min-w-40 text-soft">{example.note && said(example.note)}</Td>}
              </Tr>
            )}
          />
        </div>
        {finding.count > finding.examples.length && (
          <p className="text-[13px] text-faint">
            {formatCount(finding.examples.length)} examples of {formatCount(finding.count)}.
          </p>
        )}
      </CardBody>
    </Card>
  )
}

const RowsLink = ({ version, rows }: { version: DatasetVersionView; rows: readonly number[] }) =>
  rows.length === 0 ? null : (
    <Link
      to="/data/$datasetId/versions/$versionId"
      params={{ datasetId: version.datasetId, versionId: version.id }}
      search={{ tab: 'rows', rows: rows.join(',') }}
      className="figure text-accent-ink underline-offset-2 hover:underline"
    >
      {rows.map(formatCount).join(', ')}
    </Link>
  )
