/**
 * Scores before the first tree: the logarithms of the classes' shares, with two classes their difference. A
 * class that is absent counts as a hundredth of a row.
 */
export function baseScores(labels: Int32Array, classes: number, weights?: Float64Array): Float32Array {
  const counts = new Float64Array(classes)
  let total = 0
  labels.forEach((label, row) => {
    const weight = weights ? weights[row] : 1
    counts[label] += weight
    total += weight
  })
  const logs = counts.map((count) => Math.log(Math.max(count, 0.01) / Math.max(1, total)))
  return classes === 2 ? Float32Array.of(logs[1] - logs[0]) : Float32Array.from(logs)
}
