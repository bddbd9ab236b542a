import { useQuery } from '@tanstack/react-query'
import { trpc } from './api.ts'
import type { OwnFeatures } from './views.ts'

/** Whether the operator has it switched on for the workspace; taken for on until the server has said otherwise. */
export const useFeature = (name: keyof OwnFeatures): boolean => {
  const { data } = useQuery({ ...trpc.platform.ownFeatures.queryOptions(), staleTime: 60_000 })
  return data?.[name] ?? true
}
