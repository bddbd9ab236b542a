const key = 'assay.workspace'
const listeners = new Set<() => void>()

/** The workspace that the next call is made in; kept per browser. */
export function activeWorkspaceId(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function chooseWorkspace(id: string | null): void {
  try {
    if (id === null) localStorage.removeItem(key)
    else localStorage.setItem(key, id)
  } catch {
    // A browser that refuses storage still works in its first workspace.
  }
  for (const tell of listeners) tell()
}

export function onWorkspaceChoice(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The remembered workspace where the person still belongs to it, else their first. */
export const settleWorkspace = <T extends { id: string }>(
  workspaces: readonly T[],
  remembered: string | null,
) => workspaces.find((workspace) => workspace.id === remembered) ?? workspaces[0] ?? null
