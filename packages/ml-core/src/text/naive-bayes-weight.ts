/** The documents' features, one entry per document and feature; −1 is a feature that was dropped. */
export interface FeatureEntries {
  offsets: Int32Array
  ids: Int32Array
}

/**
 * Strongest naive-Bayes log ratio of each feature over the classes: max over k of
 * |log(p(f | k) / p(f | not k))|, from document presence with add-one smoothing (the weight of NB-SVM,
 * Wang & Manning 2012, folded over the classes).
 */
export function naiveBayesWeights(
  entries: FeatureEntries,
  labels: Int32Array,
  classes: number,
  features: number,
): Float32Array {
  const present = new Int32Array(features * classes)
  const holding = new Int32Array(features)
  const perClass = new Float64Array(classes)
  for (let d = 0; d < labels.length; d++) {
    const k = labels[d]
    for (let t = entries.offsets[d]; t < entries.offsets[d + 1]; t++) {
      const f = entries.ids[t]
      if (f < 0) continue
      present[f * classes + k]++
      holding[f]++
      perClass[k]++
    }
  }
  let all = 0
  for (const count of perClass) all += count
  const insideBase = perClass.map((count) => Math.log(count + features))
  const outsideBase = perClass.map((count) => Math.log(all - count + (classes - 1) * features))
  const weights = new Float32Array(features)
  const logs = Float64Array.from({ length: labels.length + classes + 1 }, (_, count) => Math.log(count))
  for (let f = 0; f < features; f++) {
    const total = holding[f]
    if (total === 0) continue
    let strongest = 0
    for (let k = 0; k < classes; k++) {
      const inside = present[f * classes + k]
      const ratio = logs[inside + 1] - logs[total - inside + classes - 1] - insideBase[k] + outsideBase[k]
      if (ratio > strongest) strongest = ratio
      else if (-ratio > strongest) strongest = -ratio
    }
    weights[f] = strongest
  }
  return weights
}
