import { AssayError } from '@assay/services/errors'

export const maxInputs = 1_000

/** Refuses a call of more inputs than go into one. */
export const refuseLarge = (inputs: number, param: string): void => {
  if (inputs > maxInputs)
    throw new AssayError(
      'batch_too_large',
      `${param} holds ${inputs}; at most ${maxInputs} go into one call. Nothing was predicted or billed.`,
      { param },
    )
}
