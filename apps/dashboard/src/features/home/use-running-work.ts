import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { isSolutionId, solutionWords } from '../../lib/solutions.ts'

const page = { offset: 0, limit: 20 }
/** What runs changes by itself. */
const refreshMs = 4_000

/** Imports, trainings, batches and solutions that are on their way at this moment. */
export function useRunningWork() {
  const options = { refetchInterval: refreshMs }
  const solutions = useQuery(trpc.solution.list.queryOptions(undefined, options))
  const datasets = useQuery(trpc.dataset.list.queryOptions(page, options))
  const trainings = useQuery(trpc.training.list.queryOptions(page, options))
  const batches = useQuery(trpc.batch.list.queryOptions(page, options))
  const ofSolutions = new Set(solutions.data?.flatMap((one) => [one.datasetId, one.trainingJobId]))
  return [
    ...(solutions.data ?? [])
      .filter(({ status }) => status === 'running')
      .map((one) => ({
        id: one.id,
        what: 'Solution',
        name: isSolutionId(one.solution) ? solutionWords[one.solution].title : 'Solution',
        fraction: one.job?.progress?.fraction ?? null,
        link: { to: '/start/$runId', params: { runId: one.id } } as const,
      })),
    ...(datasets.data?.items ?? []).flatMap(({ id, name, latest }) =>
      latest && ['receiving', 'queued', 'ingesting'].includes(latest.status) && !ofSolutions.has(id)
        ? [
            {
              id: latest.id,
              what: 'Import',
              name,
              fraction: null,
              link: {
                to: '/data/$datasetId/versions/$versionId',
                params: { datasetId: id, versionId: latest.id },
              } as const,
            },
          ]
        : [],
    ),
    ...(trainings.data?.items ?? [])
      .filter(
        ({ id, status }) => ['queued', 'running', 'cancelling'].includes(status) && !ofSolutions.has(id),
      )
      .map((one) => ({
        id: one.id,
        what: 'Training',
        name: one.modelName,
        fraction: one.progress?.fraction ?? null,
        link: { to: '/training/$jobId', params: { jobId: one.id } } as const,
      })),
    ...(batches.data?.items ?? [])
      .filter(({ status }) => ['queued', 'running', 'cancelling'].includes(status))
      .map((one) => ({
        id: one.id,
        what: 'Batch',
        name: one.sourceName,
        fraction: one.rowsTotal ? one.rowsDone / one.rowsTotal : null,
        link: { to: '/batches' } as const,
      })),
  ]
}
