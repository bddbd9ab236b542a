import type { BundleFiles } from '../classifiers/classifier.ts'
import { loadModel } from '../classifiers/families.ts'
import { cellAt, type TableExamples, type TextExamples } from '../examples.ts'
import { mostProbable } from '../metrics/probability.ts'
import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import type { Attribution, Family, Importance } from '../schema/index.ts'
import { predictAll } from '../training/predict-all.ts'
import { selectRows } from '../training/select-rows.ts'
import type { TrainModelInput } from '../training/train-model.ts'
import { permutationImportance } from './permutation-importance.ts'
import { WordImportance } from './word-importance.ts'

const mostRows = 500
const mostColumns = 50
/** For explaining rows; those that were explained by then say enough. */
const budgetMs = 4000

/** What the chosen classifier goes by; null where nothing says so (images, the baseline). */
export async function measureImportance(
  input: Pick<TrainModelInput, 'validation' | 'labels' | 'config' | 'now'>,
  chosen: Family,
  files: BundleFiles,
  pacer: Pacer,
): Promise<Importance | null> {
  const { validation, labels, config } = input
  if (validation.kind === 'image' || chosen === 'majority') return null
  const order = range(validation.labels.length)
  new Random(config.seed).shuffle(order)
  const sample = selectRows(validation, order.subarray(0, mostRows))
  const answers = mostProbable(await predictAll(chosen, files, sample, pacer), labels.length)
  const until = input.now() + budgetMs
  const inTime = () => input.now() < until
  if (sample.kind === 'text') return importanceOfWords(sample, answers, labels, chosen, files, inTime)
  if (sample.kind !== 'table') return null
  const contributions = await importanceOfColumns(sample, answers, chosen, files, inTime)
  if (contributions !== null) return contributions
  const predict = (examples: TableExamples) => predictAll(chosen, files, examples, pacer)
  const losses = await permutationImportance(sample, labels.length, config.seed, predict)
  const columns = sample.columns.map(({ name }, c) => ({ name, weight: losses[c] }))
  return { method: 'permutation', rows: sample.labels.length, columns: strongest(columns), words: [] }
}

async function importanceOfWords(
  { texts }: TextExamples,
  answers: Int32Array,
  labels: readonly string[],
  chosen: Family,
  files: BundleFiles,
  inTime: () => boolean,
): Promise<Importance> {
  const model = await loadModel('text', chosen, files)
  const words = new WordImportance(labels)
  let rows = 0
  for (; rows < texts.length && inTime(); rows++)
    words.add(answers[rows], await model.explain(texts[rows], answers[rows]))
  if ('dispose' in model) model.dispose()
  return { method: 'words', rows, columns: [], words: words.summarise() }
}

/** Null for a classifier that does not say what its columns contribute. */
async function importanceOfColumns(
  sample: TableExamples,
  answers: Int32Array,
  chosen: Family,
  files: BundleFiles,
  inTime: () => boolean,
): Promise<Importance | null> {
  const model = await loadModel('table', chosen, files)
  const sums = new Map<string, number>()
  let rows = 0
  for (; rows < answers.length && inTime(); rows++) {
    const cells = sample.columns.map((column) => cellAt(column, rows))
    const explained: Attribution[] = await model.explain(cells, answers[rows])
    if (explained.length === 0) break
    for (const { feature, weight } of explained)
      sums.set(feature, (sums.get(feature) ?? 0) + Math.abs(weight))
  }
  if ('dispose' in model) model.dispose()
  if (rows === 0) return null
  const columns = [...sums].map(([name, sum]) => ({ name, weight: sum / rows }))
  return { method: 'contribution', rows, columns: strongest(columns), words: [] }
}

function strongest(columns: Importance['columns']): Importance['columns'] {
  return columns.sort((a, b) => b.weight - a.weight).slice(0, mostColumns)
}
