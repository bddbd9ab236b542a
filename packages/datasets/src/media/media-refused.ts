/** `media_type`: not a kind of file that is read here; `media_unreadable`: broken, or beyond the limits. */
export type MediaRefusedCode = 'media_type' | 'media_unreadable'

/** One file cannot be decoded; `message` is a sentence for the person who sent it. */
export class MediaRefused extends Error {
  readonly code: MediaRefusedCode

  constructor(code: MediaRefusedCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MediaRefused'
    this.code = code
  }
}
