import type { AppRouter } from '@assay/api/trpc'
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import superjson from 'superjson'
import { describeError, isRetryable } from './errors.ts'
import { activeWorkspaceId } from './workspace-choice.ts'

/** Fires when the server says that the session has ended; the routes lead to the sign-in page then. */
export const signedOut = new EventTarget()

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (describeError(error).code === 'unauthenticated') signedOut.dispatchEvent(new Event('signed-out'))
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && isRetryable(error),
    },
  },
})

const url = '/trpc'
const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({
        url,
        transformer: superjson,
        connectionParams: () => {
          const workspaceId = activeWorkspaceId()
          return workspaceId ? { workspaceId } : {}
        },
      }),
      false: httpBatchLink({
        url,
        transformer: superjson,
        maxItems: 10,
        headers: () => {
          const workspaceId = activeWorkspaceId()
          return workspaceId ? { 'x-workspace-id': workspaceId } : {}
        },
      }),
    }),
  ],
})

export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient })
