import { decisionPolicySchema } from '@assay/ml-core/schema'
import { z } from 'zod'

const share = z.number().min(0).max(1)

/** When a canary is promoted or withdrawn without anybody's help; counted from the last change of its percentage. */
export const canaryRulesSchema = z.strictObject({
  /** Calls that the canary has to have answered before it is promoted. */
  minimumCalls: z.int().min(1).max(10_000_000).default(100),
  /** And how long it has to have answered. */
  minutes: z
    .number()
    .min(0)
    .max(60 * 24 * 30)
    .default(15),
  /** The canary's share of failed calls may be above the live version's by this. */
  extraErrors: share.default(0.01),
  /** The canary's 99th percentile may be this many times the live version's; null: it is not looked at. */
  latencyRatio: z.number().min(1).max(100).nullable().default(2),
  /** Rows that both versions answer before the canary is promoted. */
  gold: z
    .strictObject({
      datasetVersionId: z.string().max(64),
      /** `test`: those held out of training; `all`: of a version that was uploaded for this. */
      rows: z.enum(['test', 'all']).default('test'),
      /** The canary's accuracy may be below the live version's by this. */
      accuracyDrop: share.default(0),
    })
    .nullable()
    .default(null),
})
export type CanaryRules = z.output<typeof canaryRulesSchema>

export const percentSchema = z.int().min(1).max(99)

/** How the calls of a deployment are shared out beside its live version; fixed with each revision. */
export const trafficSchema = z.strictObject({
  canary: z
    .strictObject({
      modelVersionId: z.string(),
      percent: percentSchema,
      policy: decisionPolicySchema.nullable(),
      /** Null: a person decides. */
      rules: canaryRulesSchema.nullable(),
      /** The revision with which this canary began. */
      since: z.int(),
    })
    .nullable(),
  shadow: z.strictObject({ modelVersionId: z.string() }).nullable(),
})
export type Traffic = z.output<typeof trafficSchema>
export type Canary = NonNullable<Traffic['canary']>

/** Written by `revise` alone, parsed. */
export const trafficOf = (stored: unknown): Traffic | null => stored as Traffic | null

export type GoldResult = {
  /** The canary's `since`. */
  since: number
  state: 'waiting' | 'done' | 'failed'
  rows: number
  /** Shares of right answers, 0 to 1. */
  live: number
  canary: number
  message: string | null
}
/** Written by `startCanary` and `keepGold` alone. */
export const goldOf = (stored: unknown): GoldResult | null => stored as GoldResult | null
