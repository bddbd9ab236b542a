import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { refreshSession, switchWorkspace } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Door } from './door.tsx'

const route = getRouteApi('/invite/$token')

export function InvitePage() {
  const { token } = route.useParams()
  const router = useRouter()
  const me = useQuery(trpc.me.get.queryOptions())
  const accept = useMutation(
    trpc.invitation.accept.mutationOptions({
      onSuccess: async ({ workspaceId }) => {
        await refreshSession()
        switchWorkspace(workspaceId)
        await router.navigate({ to: '/' })
      },
    }),
  )
  const next = `/invite/${encodeURIComponent(token)}`
  return (
    <Door title="Join the workspace" description="You were invited to build classifiers together.">
      <QueryView query={me} skeleton={<Skeleton className="h-10" />}>
        {(person) =>
          person ? (
            <div className="grid gap-4">
              <p className="text-sm">
                You are signed in as <strong className="font-medium">{person.user.email}</strong>.
              </p>
              <FormError error={accept.error} />
              <Button
                look="primary"
                size="lg"
                pending={accept.isPending}
                onClick={() => accept.mutate({ token })}
                data-testid="accept-invitation"
              >
                Accept invitation
              </Button>
            </div>
          ) : (
            <div className="grid gap-2">
              <Button look="primary" size="lg" asChild>
                <Link to="/sign-up" search={{ next }}>
                  Create an account
                </Link>
              </Button>
              <Button size="lg" asChild>
                <Link to="/sign-in" search={{ next }}>
                  I have an account
                </Link>
              </Button>
            </div>
          )
        }
      </QueryView>
    </Door>
  )
}
