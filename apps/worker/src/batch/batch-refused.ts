/** Nothing can come of the batch, for a reason that the person who asked can mend. */
export class BatchRefused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
