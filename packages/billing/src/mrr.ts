import { monthOf, monthsBetween } from './periods.ts'

export type MovementKind = 'new' | 'reactivation' | 'expansion' | 'contraction' | 'churn'
export type Movement = { kind: MovementKind; deltaMinor: bigint; at: Date }

/** Names the step from one monthly recurring revenue to the next; null where nothing moved. */
export const classifyMovement = (step: {
  beforeMinor: bigint
  afterMinor: bigint
  /** Whether this customer has paid at any time before. */
  paidBefore: boolean
}): { kind: MovementKind; deltaMinor: bigint } | null => {
  const deltaMinor = step.afterMinor - step.beforeMinor
  if (deltaMinor === 0n) return null
  if (step.beforeMinor === 0n) return { kind: step.paidBefore ? 'reactivation' : 'new', deltaMinor }
  if (step.afterMinor === 0n) return { kind: 'churn', deltaMinor }
  return { kind: deltaMinor > 0n ? 'expansion' : 'contraction', deltaMinor }
}

export type BridgeMonth = {
  month: string
  startMinor: bigint
  newMinor: bigint
  reactivationMinor: bigint
  expansionMinor: bigint
  /** Zero or below. */
  contractionMinor: bigint
  /** Zero or below. */
  churnMinor: bigint
  endMinor: bigint
}

/** Month by month: start + new + reactivation + expansion + contraction + churn = end = the next start. */
export const mrrBridge = (movements: readonly Movement[], until: Date): BridgeMonth[] => {
  const sorted = [...movements].sort((a, b) => a.at.getTime() - b.at.getTime())
  const first = sorted[0]
  const last = sorted[sorted.length - 1]
  if (first === undefined || last === undefined) return []
  const lastMonth = last.at > until ? monthOf(last.at) : monthOf(until)
  const months = new Map<string, BridgeMonth>()
  for (const month of monthsBetween(monthOf(first.at), lastMonth)) months.set(month, emptyMonth(month))
  for (const movement of sorted) {
    const row = months.get(monthOf(movement.at))
    if (row !== undefined) row[`${movement.kind}Minor`] += movement.deltaMinor
  }
  let running = 0n
  for (const row of months.values()) {
    row.startMinor = running
    running +=
      row.newMinor + row.reactivationMinor + row.expansionMinor + row.contractionMinor + row.churnMinor
    row.endMinor = running
  }
  return [...months.values()]
}

const emptyMonth = (month: string): BridgeMonth => ({
  month,
  startMinor: 0n,
  newMinor: 0n,
  reactivationMinor: 0n,
  expansionMinor: 0n,
  contractionMinor: 0n,
  churnMinor: 0n,
  endMinor: 0n,
})
