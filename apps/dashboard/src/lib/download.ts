import type { ExportFormat } from '@assay/ml-core/schema'
import { DoorError } from './errors.ts'
import { readError } from './read-error.ts'
import { saveBlob } from './save-file.ts'
import { activeWorkspaceId } from './workspace-choice.ts'

/** Saves a model version as an archive. Throws a DoorError. */
export const downloadExport = (versionId: string, format: ExportFormat): Promise<void> =>
  download(`/v1/model-versions/${encodeURIComponent(versionId)}/export?format=${format}`, `${format}.zip`)

/** Saves a dataset version, the file that it was made from, or the rows of it that were refused. Throws a DoorError. */
export const downloadDataset = (
  versionId: string,
  format: 'csv' | 'parquet' | 'upload' | 'refused',
): Promise<void> =>
  download(
    `/v1/dataset-versions/${encodeURIComponent(versionId)}/export?format=${format}`,
    `dataset.${format}`,
  )

/** Saves the results of a batch. Throws a DoorError. */
export const downloadBatchResults = (batchId: string, format: 'csv' | 'jsonl' | 'parquet'): Promise<void> =>
  download(`/v1/batches/${encodeURIComponent(batchId)}/results?format=${format}`, `results.${format}`)

/** Saves usage as CSV: a line per call, or per day. Throws a DoorError. */
export const downloadUsage = (per: 'call' | 'day'): Promise<void> =>
  download(`/v1/exports/usage?per=${per}`, `usage-per-${per}.csv`)

/** Saves the workspace's own ledger, or (`journal`) the operator's over all tenants. Throws a DoorError. */
export const downloadLedger = (which: 'statement' | 'journal'): Promise<void> =>
  download(`/v1/exports/${which}`, `${which}.csv`)

/** Saves the workspace's audit log as CSV, as far as the filter lets through. Throws a DoorError. */
export const downloadAudit = (filter: Record<string, string>): Promise<void> =>
  download(`/v1/exports/audit?${new URLSearchParams(filter)}`, 'audit-log.csv')

/** Saves one of the operator's tables as CSV. Throws a DoorError. */
export const downloadReport = (report: string, query = ''): Promise<void> =>
  download(`/v1/operator/exports/${report}${query}`, `${report}.csv`)

/** Saves the platform's audit log, as it is filtered. Throws a DoorError. */
export const downloadPlatformAudit = (filters: Record<string, string | undefined>): Promise<void> => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value)
  return download(`/v1/operator/audit?${query}`, 'audit.csv')
}

/** Saves a file that is attached to a service. Throws a DoorError. */
export const downloadAttachment = (id: string, asOperator: boolean): Promise<void> =>
  download(`/v1${asOperator ? '/operator' : ''}/service-attachments/${encodeURIComponent(id)}`, 'attachment')

/** Saves a version of a quote as a PDF. Throws a DoorError. */
export const downloadQuote = (id: string, asOperator: boolean): Promise<void> =>
  download(`/v1${asOperator ? '/operator' : ''}/quotes/${encodeURIComponent(id)}/pdf`, 'quote.pdf')

/** Saves an invoice as a PDF. Throws a DoorError. */
export const downloadInvoice = (id: string): Promise<void> =>
  download(`/v1/invoices/${encodeURIComponent(id)}/pdf`, 'invoice.pdf')

/** Saves a credit note as a PDF. Throws a DoorError. */
export const downloadCreditNote = (id: string): Promise<void> =>
  download(`/v1/credit-notes/${encodeURIComponent(id)}/pdf`, 'credit-note.pdf')

/** Fetched rather than linked to, because a link cannot name the workspace nor tell why it was refused. */
async function download(path: string, otherwise: string): Promise<void> {
  const workspaceId = activeWorkspaceId()
  const response = await fetch(path, {
    headers: workspaceId ? { 'x-workspace-id': workspaceId } : {},
  }).catch(() => {
    throw new DoorError('offline', 'The connection was lost before the file arrived. Try again.')
  })
  if (!response.ok) throw readError(await response.json().catch(() => null), response.status)
  saveBlob(nameIn(response.headers.get('content-disposition') ?? '') ?? otherwise, await response.blob())
}

/** The name as it is, where the header has one beside the one in plain letters (RFC 6266). */
const nameIn = (disposition: string): string | undefined => {
  const extended = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1]
  return extended ? decodeURIComponent(extended) : /filename="([^"]+)"/.exec(disposition)?.[1]
}
