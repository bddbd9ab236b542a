import type { Readable } from 'node:stream'

/** Where uploads, Parquet files and bundles lie. Keys are relative paths without `..`. */
export interface ObjectStore {
  /** Durable when it resolves; the object is visible whole or not at all. */
  put(key: string, body: Readable | Uint8Array, limits?: { maxBytes?: number }): Promise<StoredObject>
  get(key: string): Promise<Uint8Array>
  stream(key: string): Promise<Readable>
  /**
   * A path on this machine, read only. Where the store is remote it is fetched first: into the folder `into`, which is
   * the caller's to empty, or else into the machine's cache, where it may stay.
   */
  localPath(key: string, options?: { into: string }): Promise<string>
  remove(key: string): Promise<void>
  check(): Promise<void>
  /** Where a browser may send bytes straight into the store. */
  direct?: DirectUploads
}

/** An upload in parts of which this process sees only names and sizes. */
export interface DirectUploads {
  /** Pages have to be allowed to connect to it. */
  readonly origin: string
  /** Resolves to the store's own name of the upload. */
  begin(key: string): Promise<string>
  /** An address that takes one PUT of the part with this SHA-256 (Base64), as header `x-amz-checksum-sha256`. */
  sign(key: string, multipartId: string, part: { number: number; sha256: string }): Promise<string>
  /** In order; `complete` where the parts have become the object already. */
  parts(key: string, multipartId: string): Promise<{ number: number; bytes: number }[] | 'complete'>
  /** The parts become the object; also resolves where they have already. */
  complete(key: string, multipartId: string): Promise<void>
  abort(key: string, multipartId: string): Promise<void>
}
export type StoredObject = { bytes: number; sha256: string }

export type Mail = { to: string; subject: string; text: string; html?: string; fromName?: string }

export interface Mailer {
  /** Resolves once the mail is someone else's to deliver. */
  send(mail: Mail): Promise<void>
}

export type WebhookMessage = {
  id: string
  at: Date
  url: string
  secrets: string[]
  body: string
  /** What the platform is called, for its receivers. */
  sender?: string
}
/** `status` is null where nobody answered; `error` then says why. `response` is the beginning of the answer. */
export type WebhookReply = { status: number | null; error: string | null; response: string }
/** Always resolves: a failure is a reply, too. */
export type WebhookSender = (message: WebhookMessage) => Promise<WebhookReply>

/** A document to be printed; amounts are already as they are to be read. */
export type Paper = {
  /** The language of its fixed words, dates and amounts. */
  language: string
  /** `Quote`, `Invoice`, in that language. */
  kind: string
  title: string
  issuer: string
  /** A PNG for the head of the first page; null: the name alone. */
  logo?: Uint8Array | null
  recipient: string
  facts: { name: string; value: string }[]
  lines: { description: string; quantity: string; price: string; amount: string }[]
  /** The last one is the one that counts. */
  totals: { name: string; value: string }[]
  sections: { title: string; text: string }[]
  signature: { name: string; facts: { name: string; value: string }[] } | null
}

/** A change that open dashboards should hear of. */
export type ChangeNotice =
  | { topic: 'dataset_version'; workspaceId: string; id: string; datasetId: string }
  | { topic: 'labelling'; workspaceId: string; id: string }
  | { topic: 'training_job'; workspaceId: string; id: string; modelId: string }
  | { topic: 'solution'; workspaceId: string; id: string }
  | { topic: 'deployment'; workspaceId: string; id: string }
  | { topic: 'drift'; workspaceId: string; id: string }
  | { topic: 'api_key'; workspaceId: string; id: string; hash: string }
  | { topic: 'batch'; workspaceId: string; id: string }
  | { topic: 'billing'; workspaceId: string; id: string }
  | { topic: 'engagement'; workspaceId: string; id: string }
  | { topic: 'brand'; id: string }

/** An archive in the making: entries go in one after the other, and its bytes are read as they come. */
export interface ArchiveWriter {
  /** Read while the entries are added: what nobody reads holds up `add`. */
  readonly output: Readable
  /** Resolves once all of the entry has passed, with what it was. */
  add(path: string, body: Readable | Uint8Array, options?: { compress?: boolean }): Promise<StoredObject>
  finish(): void
  /** Ends `output` with the error. */
  abort(error: Error): void
}
