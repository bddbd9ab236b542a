import type { CallOptions, Transport } from './transport.ts'

export type BatchStatus =
  | 'queued'
  | 'running'
  | 'cancelling'
  /** Every row has a result. */
  | 'succeeded'
  /** The plan's predictions ran out; `resume` continues where it stopped. */
  | 'partial'
  | 'failed'
  | 'cancelled'

export type Batch = {
  id: string
  deployment: string
  model_version: string
  status: BatchStatus
  source: { type: 'upload' | 'dataset_version'; name: string; dataset_version: string | null }
  /** Null until the source has been read. */
  rows_total: number | null
  rows_done: number
  /** Rows that the model could not process. They are not billed. */
  rows_refused: number
  /** Number billed. */
  predictions: number
  error: { code: string; message: string } | null
  created_at: string
  finished_at: string | null
  /** When the results are deleted. */
  expires_at: string
}

export type BatchSource =
  /** A dataset version, by ID. */
  | { datasetVersion: string }
  /** A CSV, JSON, JSONL, Excel or Parquet file. The extension of `name` determines the format. */
  | { file: Uint8Array | Blob | string; name: string }

export type BatchOptions = CallOptions & {
  /** For files run through a text model: the column that holds the text, if it is not the only one. */
  textColumn?: string
}

export type ResultFormat = 'jsonl' | 'csv' | 'parquet'

const isOver = ({ status }: Batch): boolean => !['queued', 'running', 'cancelling'].includes(status)

/** Runs a whole file or dataset version through a deployment, on the server. */
export type Batches = {
  create(deployment: string, source: BatchSource, options?: BatchOptions): Promise<Batch>
  get(id: string, options?: CallOptions): Promise<Batch>
  /** Newest first. */
  list(
    page?: { offset?: number; limit?: number },
    options?: CallOptions,
  ): Promise<{ items: Batch[]; total: number }>
  cancel(id: string, options?: CallOptions): Promise<Batch>
  /** Continues a batch that stopped because the predictions ran out. */
  resume(id: string, options?: CallOptions): Promise<Batch>
  /** Resolves when the batch has ended; calls `onProgress` after every check. */
  wait(
    id: string,
    options?: CallOptions & { everyMs?: number; onProgress?: (batch: Batch) => void },
  ): Promise<Batch>
  /** The results, as a stream of bytes. */
  results(id: string, format?: ResultFormat, options?: CallOptions): Promise<Response>
}

const place = (id: string): string => `/v1/batches/${encodeURIComponent(id)}`

export const openBatches = (transport: Transport): Batches => {
  const send = async (
    method: 'GET' | 'POST',
    path: string,
    options?: CallOptions,
    rest: { body?: unknown; contentType?: string } = {},
  ): Promise<Batch> => (await transport.send<{ batch: Batch }>({ method, path, ...rest }, options)).batch

  const get: Batches['get'] = (id, options) => send('GET', place(id), options)

  return {
    get,
    create: (deployment, source, { textColumn, ...options } = {}) => {
      const chosen: Record<string, string> = textColumn === undefined ? {} : { text_column: textColumn }
      if ('datasetVersion' in source) {
        const body = { deployment, dataset_version: source.datasetVersion, ...chosen }
        return send('POST', '/v1/batches', options, { body })
      }
      const query = new URLSearchParams({ deployment, name: source.name, ...chosen })
      const contentType = 'application/octet-stream'
      // Sending a large file takes longer than a call may.
      const patience = { timeoutMs: 600_000, ...options }
      return send('POST', `/v1/batches?${query}`, patience, { body: source.file, contentType })
    },
    list: ({ offset = 0, limit = 50 } = {}, options) =>
      transport.send({ method: 'GET', path: `/v1/batches?offset=${offset}&limit=${limit}` }, options),
    cancel: (id, options) => send('POST', `${place(id)}/cancel`, options),
    resume: (id, options) => send('POST', `${place(id)}/resume`, options),
    wait: async (id, { everyMs = 1_000, onProgress, ...options } = {}) => {
      for (;;) {
        const batch = await get(id, options)
        onProgress?.(batch)
        if (isOver(batch)) return batch
        await new Promise((resolve) => setTimeout(resolve, everyMs))
        options.signal?.throwIfAborted()
      }
    },
    results: (id, format = 'jsonl', options) =>
      transport.open({ method: 'GET', path: `${place(id)}/results?format=${format}` }, options),
  }
}
