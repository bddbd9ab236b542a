import { useSuspenseQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { queryClient, trpc } from './api.ts'
import type { Me, WorkspaceRole } from './views.ts'
import { activeWorkspaceId, chooseWorkspace, onWorkspaceChoice, settleWorkspace } from './workspace-choice.ts'

/** Who is signed in. An operator may belong to no workspace; for anyone else the routes see to it. */
export function useAccount() {
  const { data: me } = useSuspenseQuery(trpc.me.get.queryOptions())
  const remembered = useSyncExternalStore(onWorkspaceChoice, activeWorkspaceId)
  if (!me) throw new Error('This page needs a session.')
  const workspace = settleWorkspace(me.workspaces, remembered)
  return {
    user: me.user,
    workspaces: me.workspaces,
    workspace,
    /** The workspace asks for a second factor that this person has not. */
    isLockedOut: workspace?.requiresSecondFactor === true && !me.user.twoFactor,
  }
}

/** Who is signed in, in which workspace, and what they may do there. */
export function useSession() {
  const { user, workspace } = useAccount()
  if (!workspace) throw new Error('This page needs a workspace.')
  const { role } = workspace
  return {
    user,
    workspace,
    /** May upload, train and deploy. */
    canWrite: role !== 'viewer',
    /** May manage people, keys and the plan. */
    canManage: role === 'owner' || role === 'admin',
  }
}

/** The session as the routes need it before they render; settles which workspace calls are made in. */
export async function fetchMe(): Promise<Me | null> {
  const me = await queryClient.ensureQueryData({ ...trpc.me.get.queryOptions(), revalidateIfStale: true })
  const remembered = activeWorkspaceId()
  const settled = settleWorkspace(me?.workspaces ?? [], remembered)
  if (settled && settled.id !== remembered) chooseWorkspace(settled.id)
  return me
}

/** After signing in or out or a change of workspaces. */
export async function refreshSession(): Promise<Me | null> {
  return queryClient.fetchQuery({ ...trpc.me.get.queryOptions(), staleTime: 0 })
}

/** By a fresh page: nothing that the person before had loaded stays in memory. */
export function leaveForSignIn(next?: string): void {
  location.assign(next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in')
}

const isSession = (key: readonly unknown[]) => JSON.stringify(key) === JSON.stringify(trpc.me.get.queryKey())

/** Everything on the page is asked for again in the other workspace. */
export function switchWorkspace(id: string | null): void {
  chooseWorkspace(id)
  void queryClient.resetQueries({ predicate: (query) => !isSession(query.queryKey) })
}

export const roleNames: Record<WorkspaceRole, string> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
  viewer: 'Viewer',
}
