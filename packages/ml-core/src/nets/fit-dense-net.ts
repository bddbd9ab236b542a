import type { ClassWeights } from '../classifiers/class-weights.ts'
import type { FitOptions, FitProgress } from '../classifiers/classifier.ts'
import { TrainingDiverged } from '../errors.ts'
import type { SparseMatrix } from '../linear/sparse-matrix.ts'
import { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import type { BackendName } from '../schema/index.ts'
import type { Schedule } from '../schema/search.ts'
import { type DenseLayer, DenseNet, initialLayers } from './dense-net.ts'
import { DenseTrainer } from './dense-trainer.ts'
import { learningRateAt } from './learning-rate.ts'
import { LossMeter } from './loss-meter.ts'
import { type NetCheckpoint, packCheckpoint, unpackCheckpoint } from './net-checkpoint.ts'
import { measureNet, type NetFigures } from './net-figures.ts'
import { selectBackend } from './select-backend.ts'

export interface NetParameters {
  seed: number
  epochs: number
  batchSize: number
  learningRate: number
  backend?: BackendName
  /** None, unless told. */
  classWeights?: ClassWeights
  /** Of a net to go on from, in place of fresh ones of the given sizes. */
  start?: readonly DenseLayer[] | undefined
  /** Units of the first hidden layer of a dense net; left out, the family's own. */
  width?: number | undefined
  /** Share of the hidden units that each step leaves out; left out, none, or what the architecture has. */
  dropout?: number | undefined
  /** Left out, constant. */
  schedule?: Schedule | undefined
  /** Epochs in a row without better validation figures after which training ends; left out, none. */
  patience?: number | undefined
}

export interface NetExamples {
  inputs: SparseMatrix
  labels: Int32Array
  /** What each row's loss counts; left out, 1. */
  rowWeights?: Float64Array
}

export interface FittedNet {
  net: DenseNet
  backend: BackendName
}

/**
 * Trains a fully connected net of the given hidden sizes and keeps the weights of the epoch that did best on
 * the validation examples (without them, of the last). A checkpoint is saved after every epoch; a fit that
 * finds one goes on after its epoch and ends with the same weights.
 */
export async function fitDenseNet(
  train: NetExamples,
  validation: NetExamples | null,
  hidden: readonly number[],
  classes: number,
  parameters: NetParameters,
  options: FitOptions,
): Promise<FittedNet> {
  const pacer = new Pacer(options.now, options.signal)
  const { tf, choice } = await selectBackend('dense', { only: parameters.backend, now: options.now })
  options.onBackend?.(choice)
  await pacer.breathe()
  const resumed = readCheckpoint(await options.checkpoint?.load())
  const { start } = parameters
  const fresh = start
    ? copyLayers(start)
    : initialLayers([train.inputs.columns, ...hidden, classes], new Random(parameters.seed))
  const run: NetCheckpoint = resumed ?? {
    epoch: 0,
    history: [],
    state: DenseTrainer.start(fresh),
    best: null,
  }
  for (const past of run.history) options.onProgress?.(past)
  const trainer = new DenseTrainer(tf, run.state, parameters.learningRate, parameters.dropout)
  try {
    while (run.epoch < parameters.epochs && !stalled(run, parameters.patience)) {
      const loss = await trainEpoch(trainer, train, run, parameters, options, pacer)
      run.epoch++
      run.state = await trainer.read()
      requireFinite(run)
      const figures = validation && measureNet(new DenseNet(run.state.layers), validation)
      const point = progressAt(run.epoch, train, parameters, loss, figures)
      run.history.push(point)
      if (isBetter(figures, run.best?.figures ?? null)) run.best = { layers: run.state.layers, figures }
      await options.checkpoint?.save(packCheckpoint(run))
      options.onProgress?.(point)
      await pacer.breathe()
    }
  } finally {
    trainer.dispose()
  }
  return { net: new DenseNet(run.best?.layers ?? run.state.layers), backend: choice.name }
}

/** Training changes layers in place. */
function copyLayers(layers: readonly DenseLayer[]): DenseLayer[] {
  return layers.map((layer) => ({ ...layer, kernel: layer.kernel.slice(), bias: layer.bias.slice() }))
}

/** Whether the epochs since the best one are more than patience has. */
function stalled({ history }: NetCheckpoint, patience: number | undefined): boolean {
  if (patience === undefined) return false
  let best = 0
  history.forEach((point, epoch) => {
    if (isBetter(figuresOf(point), figuresOf(history[best]))) best = epoch
  })
  return history.length - 1 - best >= patience
}

function figuresOf({ validationLoss, validationAccuracy }: FitProgress): NetFigures | null {
  if (validationLoss === null || validationAccuracy === null) return null
  return { loss: validationLoss, accuracy: validationAccuracy }
}

function readCheckpoint(bytes: Uint8Array | null | undefined): NetCheckpoint | null {
  if (!bytes) return null
  try {
    return unpackCheckpoint(bytes)
  } catch {
    // Killed while writing: the fit begins anew.
    return null
  }
}

/** Some backends hide a NaN from the loss (their relu makes it zero), but the weights show it. */
function requireFinite({ epoch, state }: NetCheckpoint): void {
  for (const { kernel, bias } of state.layers)
    if (!kernel.every(Number.isFinite) || !bias.every(Number.isFinite)) throw diverged(epoch)
}

function diverged(epoch: number): TrainingDiverged {
  return new TrainingDiverged(`Training diverged in epoch ${epoch}; lower the learning rate.`)
}

/** Without figures the latest epoch is the best one. */
function isBetter(figures: NetFigures | null, best: NetFigures | null): boolean {
  if (figures === null || best === null) return true
  if (figures.accuracy !== best.accuracy) return figures.accuracy > best.accuracy
  return figures.loss < best.loss
}

/** One pass over the rows in an order of the epoch's own; returns the mean loss. */
async function trainEpoch(
  trainer: DenseTrainer,
  train: NetExamples,
  { epoch, history }: NetCheckpoint,
  parameters: NetParameters,
  options: FitOptions,
  pacer: Pacer,
): Promise<number> {
  const { schedule = 'constant', learningRate, epochs, batchSize } = parameters
  const { rowWeights } = train
  const rows = train.labels.length
  const order = range(rows)
  // Of the epoch's own, so that a resumed fit draws what an uninterrupted one does.
  const random = new Random(parameters.seed + Math.imul(epoch + 1, 0x9e3779b1))
  random.shuffle(order)
  const perEpoch = Math.ceil(rows / batchSize)
  const losses = history.map((past) => past.validationLoss)
  const meter = new LossMeter()
  for (let from = 0; from < rows; from += batchSize) {
    const batch = order.subarray(from, Math.min(rows, from + batchSize))
    const step = epoch * perEpoch + from / batchSize
    trainer.learningRate = learningRateAt(schedule, learningRate, step, epochs * perEpoch, losses)
    const loss = trainer.step(
      denseRows(train.inputs, batch),
      Int32Array.from(batch, (row) => train.labels[row]),
      rowWeights && Float32Array.from(batch, (row) => rowWeights[row]),
      random,
    )
    if (!meter.add(loss, batch.length, pacer)) continue
    const mean = await meter.settle()
    if (!Number.isFinite(mean)) throw diverged(epoch + 1)
    if (!pacer.due) continue
    const done = from + batch.length
    options.onProgress?.({
      ...progressAt(epoch + done / rows, train, parameters, mean, null),
      epochEnd: false,
    })
    await pacer.breathe()
  }
  const mean = await meter.settle()
  if (!Number.isFinite(mean)) throw diverged(epoch + 1)
  return mean
}

function denseRows(matrix: SparseMatrix, rows: Int32Array): Float32Array {
  const dense = new Float32Array(rows.length * matrix.columns)
  rows.forEach((row, at) => {
    for (let t = matrix.offsets[row]; t < matrix.offsets[row + 1]; t++)
      dense[at * matrix.columns + matrix.indices[t]] = matrix.values[t]
  })
  return dense
}

/** Progress after `epoch` epochs, which may be fractional. */
function progressAt(
  epoch: number,
  train: NetExamples,
  parameters: NetParameters,
  loss: number,
  figures: NetFigures | null,
): FitProgress {
  const perEpoch = Math.ceil(train.labels.length / parameters.batchSize)
  return {
    fraction: epoch / parameters.epochs,
    epoch,
    epochs: parameters.epochs,
    step: Math.round(epoch * perEpoch),
    steps: parameters.epochs * perEpoch,
    loss,
    validationLoss: figures?.loss ?? null,
    validationAccuracy: figures?.accuracy ?? null,
    epochEnd: true,
  }
}
