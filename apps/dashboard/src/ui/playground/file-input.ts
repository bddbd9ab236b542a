import type { Manifest, SentInput } from '@assay/ml-core/schema'
import { toBase64 } from '../../lib/base64.ts'

/** An image or sound file as the endpoint takes it in JSON. */
export type FileInput = { b64: string }

export const isFileInput = (input: unknown): input is FileInput =>
  typeof input === 'object' && input !== null && 'b64' in input && typeof input.b64 === 'string'

/** Browsers tell the formats apart by their first bytes, whatever the type says. */
export const pictureUrl = ({ b64 }: FileInput): string => `data:image/png;base64,${b64}`

export const takesFiles = (kind: Manifest['kind']): boolean => kind === 'image' || kind === 'audio'

export const exampleFile = ({ kind, example }: Pick<Manifest, 'kind' | 'example'>): FileInput | null =>
  takesFiles(kind) && isFileInput(example) ? example : null

export const readFileInput = async (file: Blob): Promise<FileInput> => ({
  b64: toBase64(new Uint8Array(await file.arrayBuffer())),
})

/** The file of a call, if it was one. */
export const fileOf = (input: SentInput): FileInput | null => (isFileInput(input) ? input : null)
