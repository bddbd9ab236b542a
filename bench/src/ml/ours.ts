import { type Examples, evaluate, makeClassifier } from '@assay/ml-core'
import { familySchema, trainingConfigSchema } from '@assay/ml-core/schema'
import type { Figures } from './figures.ts'
import { readSet } from './read-set.ts'
import { rowOf } from './row-of.ts'

/** One run of one of our families on the data set in the given folder, printed as one line of JSON. */

const [folder, name] = process.argv.slice(2)
if (folder === undefined) throw new Error('Give the folder of a data set and the name of a family.')
const { labels, train, test } = readSet(folder)
const classifier = makeClassifier(familySchema.parse(name), trainingConfigSchema.parse({}))
const now = () => performance.now()
const secondsSince = (started: number) => (performance.now() - started) / 1000

const coldFrom = performance.now()
await classifier.fit(train, { labels, now })
const firstFitSeconds = secondsSince(coldFrom)
const started = performance.now()
const cpuBefore = process.cpuUsage()
await classifier.fit(train, { labels, now })
const fitSeconds = secondsSince(started)
const cpu = process.cpuUsage(cpuBefore)

const manyFrom = performance.now()
const probabilities = await classifier.predictProba(test)
const perSecond = test.labels.length / secondsSince(manyFrom)
const known = onlyKnown(probabilities, test, labels.length)
const { accuracy, macroF1, ece } = evaluate(known.probabilities, known.labels, labels)

const rows = Array.from({ length: Math.min(2000, test.labels.length) }, (_, row) => rowOf(test, row))
const oneFrom = performance.now()
for (const row of rows) await classifier.predictProba(row)
const microseconds = (secondsSince(oneFrom) * 1e6) / rows.length

const figures: Figures = {
  accuracy: (accuracy * known.labels.length) / test.labels.length,
  macroF1,
  ece,
  firstFitSeconds,
  fitSeconds,
  fitCpuSeconds: (cpu.user + cpu.system) / 1e6,
  microseconds,
  perSecond,
  peakMb: process.resourceUsage().maxRSS / 1024,
}
console.log(JSON.stringify(figures))

/** Without the rows whose label no training row has: they count as missed in the accuracy. */
function onlyKnown(all: Float32Array, examples: Examples, classes: number) {
  const rows = [...examples.labels.keys()].filter((row) => (examples.labels[row] ?? -1) >= 0)
  const kept = new Float32Array(rows.length * classes)
  rows.forEach((row, at) => {
    kept.set(all.subarray(row * classes, (row + 1) * classes), at * classes)
  })
  return { probabilities: kept, labels: Int32Array.from(rows, (row) => examples.labels[row] ?? 0) }
}
