import { z } from 'zod'

const label = z.string().max(1000)

/**
 * What a deployment answers, given the probabilities:
 * - `probability`: the most probable label.
 * - `thresholds`: a label with a threshold is answered from that probability on; of several that reach theirs the
 *   one that exceeds its own by the greatest factor. Where none does, the most probable of the labels without a
 *   threshold; where every label has one, none.
 * - `cost`: the label that is expected to cost least, `costs[actual][answered]` in the order of the model's labels.
 */
const choiceSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('probability') }),
  z.strictObject({
    by: z.literal('thresholds'),
    thresholds: z
      .record(label, z.number().gt(0).max(1))
      .refine((given) => Object.keys(given).length > 0, 'Name a threshold for one label at least.'),
  }),
  z.strictObject({
    by: z.literal('cost'),
    costs: z.array(z.array(z.number().min(0).max(1e9)).max(50)).max(50),
  }),
])

/** Fixed with each revision of a deployment. */
export const decisionPolicySchema = z.strictObject({
  choose: choiceSchema,
  /** An answer is withheld where the probability of its label lies below; null never. */
  abstainBelow: z.number().min(0).max(1).nullable(),
})
export type DecisionPolicy = z.infer<typeof decisionPolicySchema>

/** What is wrong with a policy for a model with these labels, or null. */
export function policyProblem({ choose }: DecisionPolicy, labels: readonly string[]): string | null {
  if (choose.by === 'thresholds') {
    const unknown = Object.keys(choose.thresholds).find((name) => !labels.includes(name))
    return unknown === undefined ? null : `The model has no label ${JSON.stringify(unknown)}.`
  }
  if (choose.by === 'cost') {
    const square =
      choose.costs.length === labels.length && choose.costs.every((row) => row.length === labels.length)
    return square
      ? null
      : `Costs must have ${labels.length} rows of ${labels.length} numbers, as the model has labels.`
  }
  return null
}
