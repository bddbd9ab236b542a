// What the doors show of each entity. Dates are Dates (superjson carries them); money is whole minor units
// as a decimal string beside its currency.

export type { Attribution, LabelScore, MultiPrediction, Prediction } from '@assay/ml-core/schema'
export type * from './views/account.ts'
export type * from './views/batch.ts'
export type * from './views/billing.ts'
export type * from './views/dataset.ts'
export type * from './views/deployment.ts'
export type * from './views/drift.ts'
export type * from './views/end-user.ts'
export type * from './views/engagement.ts'
export type * from './views/labelling.ts'
export type * from './views/model.ts'
export type * from './views/operator.ts'
export type * from './views/platform.ts'
export type * from './views/request.ts'
export type * from './views/status.ts'
export type * from './views/webhook.ts'
