/**
 * Cohen's kappa: how far two raters agree beyond chance, κ = (p_o − p_e) / (1 − p_e). 1 is full agreement, 0 what
 * chance gives. `a` and `b` are the labels that each gave the same items, in the same order. Null without items, and
 * where both always say the same one label, of which chance cannot be told apart.
 * Source: J. Cohen, A coefficient of agreement for nominal scales, 1960.
 */
export function cohenKappa(a: readonly string[], b: readonly string[]): number | null {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} labels cannot be compared.`)
  const items = a.length
  if (items === 0) return null
  const first = countEach(a)
  const second = countEach(b)
  let observed = 0
  for (let i = 0; i < items; i++) if (a[i] === b[i]) observed++
  let expected = 0
  for (const [label, count] of first) expected += (count / items) * ((second.get(label) ?? 0) / items)
  return expected === 1 ? null : (observed / items - expected) / (1 - expected)
}

/**
 * Fleiss' kappa for any number of raters, κ = (P̄ − P̄_e) / (1 − P̄_e). Each item is the labels that it was given;
 * items with fewer than two are left out. Where items have different numbers of raters, each weighs by its own pairs.
 * Null where there is nothing to compare or only one label occurs.
 * Source: J. L. Fleiss, Measuring nominal scale agreement among many raters, 1971.
 */
export function fleissKappa(items: readonly (readonly string[])[]): number | null {
  const rated = items.filter((labels) => labels.length >= 2)
  if (rated.length === 0) return null
  const totals = new Map<string, number>()
  let ratings = 0
  let agreement = 0
  for (const labels of rated) {
    const raters = labels.length
    let pairs = 0
    for (const [label, count] of countEach(labels)) {
      totals.set(label, (totals.get(label) ?? 0) + count)
      pairs += count * (count - 1)
    }
    ratings += raters
    agreement += pairs / (raters * (raters - 1))
  }
  let expected = 0
  for (const count of totals.values()) expected += (count / ratings) ** 2
  return expected === 1 ? null : (agreement / rated.length - expected) / (1 - expected)
}

function countEach(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}
