import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { trpc } from './api.ts'

/** Sets a ready-made solution going and leads to where its progress is shown. */
export function useStartSolution() {
  const router = useRouter()
  return useMutation(
    trpc.solution.start.mutationOptions({
      onSuccess: ({ id }) => router.navigate({ to: '/start/$runId', params: { runId: id } }),
    }),
  )
}
