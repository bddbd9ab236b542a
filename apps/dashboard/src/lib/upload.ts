import { DoorError } from './errors.ts'
import { activeWorkspaceId } from './workspace-choice.ts'

export type UploadProgress = {
  bytesSent: number
  bytesTotal: number
  /** Over the whole upload so far. */
  bytesPerSecond: number
  secondsLeft: number | null
}
export type UploadedVersion = { id: string; number: number; status: string }

/**
 * Streams a file to the upload door. XMLHttpRequest rather than fetch: only it tells how many bytes have
 * left. Aborting the signal rejects with an DoorError `aborted`.
 */
export function uploadDataset(
  datasetId: string,
  file: File,
  options: { onProgress: (progress: UploadProgress) => void; signal: AbortSignal },
): Promise<UploadedVersion> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const began = performance.now()
    request.open(
      'PUT',
      `/v1/datasets/${encodeURIComponent(datasetId)}/uploads?name=${encodeURIComponent(file.name)}`,
    )
    const workspaceId = activeWorkspaceId()
    if (workspaceId) request.setRequestHeader('x-workspace-id', workspaceId)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => {
      const seconds = (performance.now() - began) / 1000
      const bytesPerSecond = seconds > 0 ? loaded / seconds : 0
      const secondsLeft = bytesPerSecond > 0 && seconds > 0.4 ? (total - loaded) / bytesPerSecond : null
      options.onProgress({ bytesSent: loaded, bytesTotal: total, bytesPerSecond, secondsLeft })
    }
    request.onload = () => {
      const version = readVersion(request.response)
      if (request.status === 201 && version) resolve(version)
      else reject(readError(request.response, request.status))
    }
    request.onerror = () =>
      reject(new DoorError('offline', 'The connection broke before the file had arrived. Try again.'))
    request.onabort = () => reject(new DoorError('aborted', 'The upload was cancelled.'))
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

function readVersion(body: unknown): UploadedVersion | null {
  const version = field(body, 'dataset_version')
  const id = field(version, 'id')
  const number = field(version, 'number')
  const status = field(version, 'status')
  return typeof id === 'string' && typeof number === 'number' && typeof status === 'string'
    ? { id, number, status }
    : null
}

export function readError(body: unknown, status: number): DoorError {
  const error = field(body, 'error')
  const code = field(error, 'code')
  const message = field(error, 'message')
  return new DoorError(
    typeof code === 'string' ? code : 'unknown',
    typeof message === 'string' ? message : `The server answered ${status}.`,
  )
}

/** `customer_feedback-2026.csv` → `Customer feedback 2026`. */
export function guessDatasetName(fileName: string): string {
  const words = fileName
    .replace(/\.(csv|tsv|txt|jsonl|ndjson|json|zip)(\.gz)?$/i, '')
    .replaceAll(/[_\-.]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
  return words === '' ? 'Untitled dataset' : words.charAt(0).toUpperCase() + words.slice(1)
}
