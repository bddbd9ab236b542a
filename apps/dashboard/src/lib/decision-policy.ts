import type { DecisionPolicy } from '@assay/ml-core/schema'
import { formatPercent } from './format.ts'

export const mostProbable: DecisionPolicy = { choose: { by: 'probability' }, abstainBelow: null }

/** A policy that decides nothing is none. */
export const settled = (policy: DecisionPolicy): DecisionPolicy | null =>
  policy.choose.by === 'probability' && policy.abstainBelow === null ? null : policy

/** With a threshold for one label, beside those that others have. */
export const withThreshold = (
  policy: DecisionPolicy | null,
  label: string,
  threshold: number,
): DecisionPolicy => {
  const { choose, abstainBelow } = policy ?? mostProbable
  const others = choose.by === 'thresholds' ? choose.thresholds : {}
  return { choose: { by: 'thresholds', thresholds: { ...others, [label]: threshold } }, abstainBelow }
}

/** Without the label's threshold; without any, the most probable label is answered again. */
export const withoutThreshold = (policy: DecisionPolicy, label: string): DecisionPolicy | null => {
  if (policy.choose.by !== 'thresholds') return policy
  const { [label]: _, ...thresholds } = policy.choose.thresholds
  const choose: DecisionPolicy['choose'] =
    Object.keys(thresholds).length > 0 ? { by: 'thresholds', thresholds } : mostProbable.choose
  return settled({ ...policy, choose })
}

/** What a policy does, a sentence each. */
export function describePolicy(policy: DecisionPolicy | null): string[] {
  if (policy === null) return ['Answers with the most likely label, however unsure.']
  const { choose, abstainBelow } = policy
  const sentences: string[] = []
  if (choose.by === 'probability') sentences.push('Answers with the most likely label.')
  if (choose.by === 'cost') sentences.push('Answers with the label that has the lowest expected cost.')
  if (choose.by === 'thresholds')
    for (const [label, threshold] of Object.entries(choose.thresholds))
      sentences.push(`“${label}” is answered at a probability of ${formatPercent(threshold, 1)} or more.`)
  if (abstainBelow !== null)
    sentences.push(`Answers with a score below ${formatPercent(abstainBelow, 1)} are withheld.`)
  return sentences
}
