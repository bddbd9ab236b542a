import { useQuery } from '@tanstack/react-query'
import { trpc } from './api.ts'
import { useAccount } from './session.ts'
import type { OwnFeatures } from './views.ts'

/** Whether the operator has it switched on for the workspace; taken for on until the server has said otherwise. */
export const useFeature = (name: keyof OwnFeatures): boolean => {
  const { workspace } = useAccount()
  const { data } = useQuery(
    trpc.platform.ownFeatures.queryOptions(undefined, { enabled: workspace !== null, staleTime: 60_000 }),
  )
  return data?.[name] ?? true
}
