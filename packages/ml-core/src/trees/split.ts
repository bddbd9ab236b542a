/** Sums over the rows of a node. */
export interface Sums {
  gradient: number
  curvature: number
  rows: number
}

/** The best way found to part a node's rows. */
export interface Split {
  gain: number
  feature: number
  /** Numbers: bins up to this one go left. */
  bin: number
  missingLeft: boolean
  /** Sums of the rows that go left. */
  gradient: number
  curvature: number
  /** Categories: 256 bits, those of the bins that go left (that of missing values among them). */
  left: Int32Array | null
}

export interface GrowthLimits {
  mostLeaves: number
  leastRows: number
  /** λ: added to a leaf's second derivatives. */
  penalty: number
}

/** Second derivatives that a child must have at least. */
export const leastCurvature = 1e-3

/** What a node of these sums can take off the loss, doubled (Chen & Guestrin 2016, equation 6). */
export function score(gradient: number, curvature: number, penalty: number): number {
  return (gradient * gradient) / (curvature + penalty)
}
