/** The parts of the product that an operator may switch, for everybody or for one workspace. */
export const featureNames = [
  'sign_up',
  'public_pages',
  'batches',
  'model_exports',
  'service_requests',
  'sponsors',
] as const
export type FeatureName = (typeof featureNames)[number]

/** Concerns people who have no workspace yet. */
export const platformOnly: readonly FeatureName[] = ['sign_up']
