import type { Meter } from '@assay/billing'

/** What calls are counted as; the other meters have theirs from jobs. */
export const predictionsMeter = 'predictions' satisfies Meter
