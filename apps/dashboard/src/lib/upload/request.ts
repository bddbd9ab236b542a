import { DoorError } from '../errors.ts'
import { activeWorkspaceId } from '../workspace-choice.ts'

export type Answer = { status: number; body: unknown; header(name: string): string | null }

export type Sending = {
  headers?: Record<string, string>
  body?: Blob | null
  onProgress?: (bytesSent: number) => void
  signal?: AbortSignal
}

/** A connection over which nothing has moved for this long is taken for lost. */
const silentForMs = 45_000

/**
 * One request. XMLHttpRequest rather than fetch: only it tells how many bytes have left.
 * @throws DoorError `offline` where no answer came, `aborted` where the signal said so
 */
export const send = (method: string, url: string, options: Sending = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { signal } = options
    if (signal?.aborted) return reject(new DoorError('aborted', 'The upload was stopped.'))
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(options.headers ?? {})) request.setRequestHeader(name, value)
    request.responseType = 'text'
    let watch = 0
    const lost = () => {
      reject(new DoorError('offline', 'The connection was lost.'))
      request.abort()
    }
    const heard = () => {
      window.clearTimeout(watch)
      watch = window.setTimeout(lost, silentForMs)
    }
    request.upload.onprogress = ({ loaded }) => {
      heard()
      options.onProgress?.(loaded)
    }
    // What has been sent is being checked, and that may take a while.
    request.upload.onload = () => window.clearTimeout(watch)
    request.onload = () =>
      resolve({
        status: request.status,
        body: parse(request.responseText),
        header: (name) => request.getResponseHeader(name),
      })
    request.onerror = lost
    request.onabort = () => reject(new DoorError('aborted', 'The upload was stopped.'))
    const abort = () => request.abort()
    signal?.addEventListener('abort', abort)
    request.onloadend = () => {
      window.clearTimeout(watch)
      signal?.removeEventListener('abort', abort)
    }
    if (options.body) heard()
    request.send(options.body ?? null)
  })

/** One request to the product itself, in the active workspace. */
export const ask = (method: string, path: string, options: Sending = {}): Promise<Answer> => {
  const workspaceId = activeWorkspaceId()
  const headers = { ...options.headers, ...(workspaceId ? { 'x-workspace-id': workspaceId } : {}) }
  return send(method, path, { ...options, headers })
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
