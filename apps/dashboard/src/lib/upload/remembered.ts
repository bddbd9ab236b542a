/** An upload that has begun and is not done: enough to go on with it after the page was closed. */
export type RememberedUpload = {
  id: string
  partBytes: number | null
  workspaceId: string | null
  datasetId: string
  /** The dataset was made for this upload, and goes when it is given up. */
  madeDataset: boolean
  file: FileMark
  bytesSent: number
  begunAtMs: number
}
/** By which a file that is chosen again is known; browsers let no page keep the file itself. */
export type FileMark = { name: string; size: number; modifiedMs: number }

const key = 'assay.uploads'
const keptForMs = 24 * 3_600_000
const listeners = new Set<() => void>()
const sending = new Set<string>()
let cached: { text: string; uploads: RememberedUpload[] } = { text: '[]', uploads: [] }
let stopped: { of: RememberedUpload[]; without: string; uploads: RememberedUpload[] } | null = null

const isRemembered = (value: unknown): value is RememberedUpload =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'id') === 'string' &&
  typeof Reflect.get(value, 'datasetId') === 'string' &&
  typeof Reflect.get(value, 'begunAtMs') === 'number' &&
  typeof Reflect.get(Reflect.get(value, 'file') ?? {}, 'size') === 'number'

const readText = (): string => {
  try {
    return localStorage.getItem(key) ?? '[]'
  } catch {
    return '[]'
  }
}

const listRemembered = (): RememberedUpload[] => {
  const text = readText()
  if (text !== cached.text) {
    let found: unknown
    try {
      found = JSON.parse(text)
    } catch {
      found = []
    }
    cached = { text, uploads: Array.isArray(found) ? found.filter(isRemembered) : [] }
  }
  return cached.uploads
}

/** Those that this page is not sending. The same array while nothing has changed, as a store's snapshot has to be. */
export const listStopped = (): RememberedUpload[] => {
  const of = listRemembered()
  const without = [...sending].join()
  if (stopped?.of !== of || stopped.without !== without)
    stopped = { of, without, uploads: of.filter(({ id }) => !sending.has(id)) }
  return stopped.uploads
}

/** While it is being sent an upload is not a stopped one; the returned function ends that. */
export const holdAsSending = (id: string): (() => void) => {
  sending.add(id)
  return () => {
    sending.delete(id)
    for (const tell of listeners) tell()
  }
}

const write = (uploads: RememberedUpload[]): void => {
  try {
    localStorage.setItem(key, JSON.stringify(uploads))
  } catch {
    // Without storage an upload lives as long as its page.
  }
  for (const tell of listeners) tell()
}

export const remember = (upload: RememberedUpload): void =>
  write([
    upload,
    ...listRemembered().filter(({ id, begunAtMs }) => id !== upload.id && Date.now() - begunAtMs < keptForMs),
  ])

export const forget = (id: string): void => write(listRemembered().filter((upload) => upload.id !== id))

export const onRemembered = (listener: () => void): (() => void) => {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

export const markOf = (file: File): FileMark => ({
  name: file.name,
  size: file.size,
  modifiedMs: file.lastModified,
})

export const isSameFile = (a: FileMark, b: FileMark): boolean =>
  a.name === b.name && a.size === b.size && a.modifiedMs === b.modifiedMs
