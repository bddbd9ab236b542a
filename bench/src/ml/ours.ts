import { evaluate, SparseLinear } from '@assay/ml-core'
import type { Figures } from './figures.ts'
import { readSplit } from './read-set.ts'

/** One run of our text classifier on the data set in the given folder, printed as one line of JSON. */

const folder = process.argv[2]
if (folder === undefined) throw new Error('Give the folder of a data set.')
const train = readSplit(folder, 'train')
const test = readSplit(folder, 'test')
const names = [...new Set(train.labels)].sort()
const numbers = new Map(names.map((name, k) => [name, k]))
const numbered = (labels: string[]) => Int32Array.from(labels, (label) => numbers.get(label) ?? 0)
const learned = { kind: 'text' as const, texts: train.texts, labels: numbered(train.labels) }
const asked = { kind: 'text' as const, texts: test.texts, labels: numbered(test.labels) }

const classifier = new SparseLinear({ seed: 42 })
const coldFrom = performance.now()
await classifier.fit(learned, { labels: names, now: () => performance.now() })
const firstFitSeconds = (performance.now() - coldFrom) / 1000
const started = performance.now()
const cpuBefore = process.cpuUsage()
await classifier.fit(learned, { labels: names, now: () => performance.now() })
const fitSeconds = (performance.now() - started) / 1000
const cpu = process.cpuUsage(cpuBefore)
const { accuracy, ece } = evaluate(classifier.predictProba(asked), asked.labels, names)

const one = { kind: 'text' as const, texts: [''], labels: new Int32Array(1) }
const askedFrom = performance.now()
for (const text of test.texts) {
  one.texts[0] = text
  classifier.predictProba(one)
}
const microseconds = ((performance.now() - askedFrom) * 1000) / test.texts.length

const figures: Figures = {
  accuracy,
  ece,
  firstFitSeconds,
  fitSeconds,
  fitCpuSeconds: (cpu.user + cpu.system) / 1e6,
  microseconds,
  peakMb: process.resourceUsage().maxRSS / 1024,
}
console.log(JSON.stringify(figures))
