import { type ClassWeights, rowWeightsFor } from '../classifiers/class-weights.ts'
import type { BundleFiles, FitOptions, FitProgress } from '../classifiers/classifier.ts'
import type { TableExamples } from '../examples.ts'
import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { requireTable } from '../training/require-examples.ts'
import { type BinnedTable, Binner, selectRows } from './binner.ts'
import type { BoostedTreesParameters } from './boosted-trees.ts'
import { BoostedTreesModel, type TrainedForest } from './boosted-trees-model.ts'
import { Booster, type BoosterParameters } from './booster.ts'
import { fitTemperature } from './calibrate-forest.ts'
import { chooseGrowth, type Growth } from './choose-growth.ts'
import { bestIteration, isExhausted } from './early-stopping.ts'
import { type IterationFigures, packForest, unpackForest } from './forest-checkpoint.ts'
import { LabelSetTargets } from './label-set-targets.ts'
import { ScoredRows } from './scored-rows.ts'
import { ClassTargets, type Targets } from './targets.ts'

const usualIterations = 100
const usualLeaves = 31
const usualRate = 0.1
/** However slowly they learn. */
const mostIterations = 500
const checkpointEvery = 10
/** Rows times trees per iteration up to which cross-validation is affordable and held rows are too few to trust. */
const smallTable = 6000
/** Too few for folds. */
const tinyTable = 20
const tinyIterations = 30
/** Validation rows that are enough to stop by. */
const enoughToStop = 200
/** Share of the rows held out where no validation rows are given. */
const heldShare = 0.1
/** Small trees first: of equals the simpler ones are chosen. */
const smallLeafCounts = [4, 31]
/** What choosing by cross-validation takes of a fit. */
const choosingShare = 0.8

interface Split {
  table: BinnedTable
  targets: Targets
}

/** Fits boosted trees to a table that has been checked. */
export async function fitForest(
  train: TableExamples,
  options: FitOptions,
  chosen: BoostedTreesParameters,
  pacer: Pacer,
): Promise<TrainedForest> {
  const { seed, classWeights = 'none' } = chosen
  const classes = options.labels.length
  const { columns } = train
  const rows = train.labels.length
  const targets = targetsOf(train, classes, classWeights)
  const { outputs } = targets
  const earlier = options.from ? BoostedTreesModel.load(options.from).trained : null
  const binner = earlier?.binner ?? (await Binner.learn(columns, pacer))
  const table = await binner.binTable(columns, rows, pacer)
  const given = await validationSplit(binner, options, classWeights, pacer)
  const parameters: BoosterParameters = {
    mostLeaves: chosen.leaves ?? usualLeaves,
    // 20 as usual; small tables could hardly be split any more.
    leastRows: chosen.leastRows ?? Math.max(3, Math.min(20, Math.round(rows / 50))),
    // Among many classes each one's second derivatives are that much smaller.
    penalty: chosen.penalty ?? (train.labelSets || classes === 2 ? 1 : 1 / classes),
    learningRate: chosen.learningRate ?? usualRate,
    trimmedShare: 0.1,
  }
  const isSmall = rows * outputs <= smallTable
  const growth = earlier
    ? null
    : isSmall
      ? await chooseSmall({ table, targets }, binner, parameters, chosen, pacer)
      : options.like
        ? growthLike(options.like, parameters.mostLeaves)
        : null
  const useful = given && (growth || given.targets.rows >= enoughToStop) ? given : null
  const [learned, held] = growth || useful ? [{ table, targets }, useful] : holdOut({ table, targets }, seed)
  const grown = { ...parameters, ...(growth && { mostLeaves: growth.mostLeaves }) }
  const booster = await boost(learned, held, binner, grown, growth, earlier, options, pacer)
  const scored = held && new ScoredRows(held.table, held.targets, booster.base)
  await scored?.catchUp(booster.forest, binner.counts, pacer)
  return {
    columns: columns.map(({ name }) => name),
    classes,
    link: train.labelSets ? 'sigmoid' : 'softmax',
    binner,
    forest: booster.forest,
    base: booster.base,
    inverseTemperature: growth?.inverseTemperature ?? fitTemperature(scored ? [scored] : []),
  }
}

/** As many rounds, and as sure, as an earlier fit that had rows to stop by. */
function growthLike(files: BundleFiles, mostLeaves: number): Growth {
  const { iterations, inverseTemperature } = BoostedTreesModel.load(files)
  return { mostLeaves, iterations, inverseTemperature }
}

async function validationSplit(
  binner: Binner,
  options: FitOptions,
  classWeights: ClassWeights,
  pacer: Pacer,
): Promise<Split | null> {
  if (!options.validation?.labels.length) return null
  const table = requireTable(options.validation, options.labels.length)
  const { columns, labels } = table
  return {
    table: await binner.binTable(columns, labels.length, pacer),
    targets: targetsOf(table, options.labels.length, classWeights),
  }
}

function targetsOf(
  { labels, labelSets, weights }: TableExamples,
  classes: number,
  classWeights: ClassWeights,
): Targets {
  return labelSets
    ? LabelSetTargets.of(labelSets, classes, classWeights, weights)
    : new ClassTargets(labels, classes, rowWeightsFor(classWeights, labels, classes, weights))
}

async function chooseSmall(
  { table, targets }: Split,
  binner: Binner,
  parameters: BoosterParameters,
  { seed, leaves }: BoostedTreesParameters,
  pacer: Pacer,
): Promise<Growth> {
  if (table.rows < tinyTable) return { mostLeaves: 4, iterations: tinyIterations, inverseTemperature: 1 }
  const leafCounts = leaves === undefined ? smallLeafCounts : [leaves]
  const most = iterationsFor(parameters.learningRate)
  return chooseGrowth(table, binner, targets, parameters, leafCounts, most, seed, pacer)
}

/** Trees that learn more slowly may be more. */
function iterationsFor(learningRate: number): number {
  const most = Math.round((usualIterations * usualRate) / learningRate)
  return Math.min(mostIterations, Math.max(usualIterations, most))
}

/** Rows to learn from, and rows to stop by. */
function holdOut({ table, targets }: Split, seed: number): [learned: Split, held: Split] {
  const order = range(table.rows)
  new Random(seed).shuffle(order)
  const held = Math.round(table.rows * heldShare)
  const part = (rows: Int32Array): Split => {
    rows.sort()
    return { table: selectRows(table, rows), targets: targets.select(rows) }
  }
  return [part(order.slice(held)), part(order.slice(0, held))]
}

/**
 * Grows trees, after those of an earlier model if there is one, until the held rows gain nothing more, or as many as cross-validation chose. A checkpoint is
 * saved every few iterations; a fit that finds one goes on from it and ends with the same trees.
 */
async function boost(
  learned: Split,
  held: Split | null,
  binner: Binner,
  parameters: BoosterParameters,
  growth: Growth | null,
  earlier: TrainedForest | null,
  options: FitOptions,
  pacer: Pacer,
): Promise<Booster> {
  const { table, targets } = learned
  const { outputs } = targets
  const checkpoint = earlier ? undefined : options.checkpoint
  const kept = unpackForest(await checkpoint?.load(), outputs, binner.features)
  const forest = kept?.forest ?? earlier?.forest
  const booster = new Booster(table, binner, targets, parameters, forest, earlier?.base)
  const before = earlier ? booster.iterations : 0
  await booster.resume(pacer)
  const scored = held && new ScoredRows(held.table, held.targets, booster.base)
  const most = growth?.iterations ?? iterationsFor(parameters.learningRate)
  const history = kept?.history ?? []
  const losses = () => history.map((figures) => figures.validationLoss ?? figures.loss)
  const tell = (iteration: number) =>
    options.onProgress?.(progressAt(iteration, most, growth !== null, history[iteration - 1]))
  for (let iteration = 1; iteration <= history.length; iteration++) tell(iteration)
  while (history.length < most && (growth !== null || !isExhausted(losses()))) {
    await booster.iterate(pacer)
    await scored?.catchUp(booster.forest, binner.counts, pacer)
    history.push({
      loss: booster.trainLoss,
      validationLoss: scored?.meanLoss() ?? null,
      validationAccuracy: scored?.accuracy() ?? null,
    })
    if (history.length % checkpointEvery === 0)
      await checkpoint?.save(packForest({ forest: booster.forest, history }))
    tell(history.length)
    if (pacer.due) await pacer.breathe()
  }
  if (growth === null) booster.forest.cut((before + bestIteration(losses())) * outputs)
  return booster
}

/** Progress after so many iterations. */
function progressAt(
  iteration: number,
  most: number,
  wasChosen: boolean,
  figures: IterationFigures,
): FitProgress {
  const done = iteration / most
  return {
    fraction: wasChosen ? choosingShare + (1 - choosingShare) * done : done,
    epoch: iteration,
    epochs: most,
    step: iteration,
    steps: most,
    ...figures,
    epochEnd: true,
  }
}
