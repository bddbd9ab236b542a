import { useQuery } from '@tanstack/react-query'
import { trpc } from '../lib/api.ts'
import { useDebounced } from '../lib/hooks.ts'
import { useAccount } from '../lib/session.ts'

/** What the workspace and, for the operator, the platform have under what was typed. */
export function usePaletteSources(typed: string) {
  const { user, workspace } = useAccount()
  const search = useDebounced(typed.trim(), 150)
  const enabled = workspace !== null
  const page = { offset: 0, limit: 6, ...(search ? { search } : {}) }
  const datasets = useQuery(trpc.dataset.list.queryOptions(page, { enabled }))
  const models = useQuery(trpc.model.list.queryOptions(page, { enabled }))
  const deployments = useQuery(trpc.deployment.list.queryOptions(page, { enabled }))
  const tenants = useQuery(
    trpc.tenant.list.queryOptions(page, { enabled: user.isOperator && search.length > 1 }),
  )
  return {
    datasets: datasets.data?.items ?? [],
    models: models.data?.items ?? [],
    deployments: deployments.data?.items ?? [],
    tenants: (search.length > 1 && tenants.data?.items) || [],
  }
}
