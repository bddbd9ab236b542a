import type { ExportFormat } from '@assay/ml-core/schema'
import { DoorError } from './errors.ts'
import { readError } from './read-error.ts'
import { activeWorkspaceId } from './workspace-choice.ts'

/**
 * Saves a model version as an archive. Fetched rather than linked to, because a link cannot name the workspace
 * nor tell why it was refused. Throws a DoorError.
 */
export async function downloadExport(versionId: string, format: ExportFormat): Promise<void> {
  const workspaceId = activeWorkspaceId()
  const response = await fetch(
    `/v1/model-versions/${encodeURIComponent(versionId)}/export?format=${format}`,
    {
      headers: workspaceId ? { 'x-workspace-id': workspaceId } : {},
    },
  ).catch(() => {
    throw new DoorError('offline', 'The connection broke before the archive had arrived. Try again.')
  })
  if (!response.ok) throw readError(await response.json().catch(() => null), response.status)
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name ?? `${format}.zip`
  link.click()
  // The browser has taken hold of the blob by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
