import type { Scalar, Tensor } from '@tensorflow/tfjs'
import type { FitOptions, FitProgress } from '../classifiers/classifier.ts'
import { TrainingDiverged } from '../errors.ts'
import { Pacer } from '../pacing.ts'
import { Random } from '../random.ts'
import type { BackendName, NetWork } from '../schema/index.ts'
import type { NetParameters } from './fit-dense-net.ts'
import { type GraphCheckpoint, packGraphCheckpoint, unpackGraphCheckpoint } from './graph-checkpoint.ts'
import { GraphTrainer, type GraphTrainerOptions, initialState } from './graph-trainer.ts'
import { learningRateAt } from './learning-rate.ts'
import { LossMeter } from './loss-meter.ts'
import type { NetFigures } from './net-figures.ts'
import { RungTooSlow } from './rung-too-slow.ts'
import { selectBackend } from './select-backend.ts'
import type { Tensorflow } from './tensorflow.ts'
import type { WeightShapes, Weights } from './weights.ts'

/** A net and the examples that it learns from, as `fitGraphNet` sees them. */
export interface GraphTask {
  /** What it mostly computes. */
  work: NetWork
  rows: number
  shapes: WeightShapes
  initial(random: Random): Weights
  /** The rows of one epoch in batches. */
  batches(random: Random): Int32Array[]
  /** Mean loss over the rows, differentiable by every weight. `random` is the step's own, for dropout. */
  loss(tf: Tensorflow, weights: Record<string, Tensor>, rows: Int32Array, random: Random): Scalar
  /** Figures on the validation examples; null where there are none. */
  measure: ((weights: Weights, pacer: Pacer) => Promise<NetFigures>) | null
}

export interface FittedWeights {
  weights: Weights
  backend: BackendName
}

const clipNorm = 5
/** Epochs in a row without a lower validation loss after which training ends, unless told. */
const usualPatience = 2

/**
 * Trains a net by its gradients and keeps the weights of the epoch with the lowest validation loss (without
 * validation examples, of the last). It ends early when that loss stops falling. A checkpoint is saved after
 * every epoch; a fit that finds one goes on after its epoch and ends with the same weights.
 *
 * Throws `RungTooSlow` where only plain JavaScript could compute it.
 */
export async function fitGraphNet(
  task: GraphTask,
  parameters: NetParameters,
  options: FitOptions,
): Promise<FittedWeights> {
  const pacer = new Pacer(options.now, options.signal)
  const { tf, choice } = await selectBackend(task.work, { only: parameters.backend, now: options.now })
  if (choice.name === 'cpu') throw new RungTooSlow()
  options.onBackend?.(choice)
  await pacer.breathe()
  const run = readCheckpoint(await options.checkpoint?.load(), task.shapes) ?? {
    epoch: 0,
    history: [],
    state: initialState(task.initial(new Random(parameters.seed))),
    best: null,
  }
  for (const past of run.history) options.onProgress?.(past)
  const pace = { learningRate: parameters.learningRate, clipNorm }
  const trainer = new GraphTrainer(tf, task.shapes, run.state, pace)
  try {
    while (run.epoch < parameters.epochs && !stalled(run, parameters.patience)) {
      const loss = await trainEpoch(tf, trainer, pace, task, run, parameters, options, pacer)
      run.epoch++
      run.state = await trainer.read()
      requireFinite(run)
      const figures = task.measure && (await task.measure(run.state.weights, pacer))
      const point = progressAt(run.epoch, task, parameters, loss, figures)
      run.history.push(point)
      const best = run.best?.figures ?? null
      if (figures === null || best === null || figures.loss < best.loss)
        run.best = { epoch: run.epoch, weights: run.state.weights, figures }
      await options.checkpoint?.save(packGraphCheckpoint(run))
      options.onProgress?.(point)
      await pacer.breathe()
    }
  } finally {
    trainer.dispose()
  }
  return { weights: run.best?.weights ?? run.state.weights, backend: choice.name }
}

function readCheckpoint(bytes: Uint8Array | null | undefined, shapes: WeightShapes): GraphCheckpoint | null {
  if (!bytes) return null
  try {
    return unpackGraphCheckpoint(bytes, shapes)
  } catch {
    // Killed while writing: the fit begins anew.
    return null
  }
}

function stalled({ epoch, best }: GraphCheckpoint, patience = usualPatience): boolean {
  return best !== null && epoch - best.epoch >= patience
}

function requireFinite({ epoch, state }: GraphCheckpoint): void {
  for (const values of Object.values(state.weights)) if (!values.every(Number.isFinite)) throw diverged(epoch)
}

function diverged(epoch: number): TrainingDiverged {
  return new TrainingDiverged(`Training diverged in epoch ${epoch}; lower the learning rate.`)
}

/** One pass over the rows; returns the mean loss. */
async function trainEpoch(
  tf: Tensorflow,
  trainer: GraphTrainer,
  pace: GraphTrainerOptions,
  task: GraphTask,
  { epoch, history }: GraphCheckpoint,
  parameters: NetParameters,
  options: FitOptions,
  pacer: Pacer,
): Promise<number> {
  // Of the epoch's own, so that a resumed fit draws what an uninterrupted one does.
  const random = new Random(parameters.seed + Math.imul(epoch + 1, 0x9e3779b1))
  const meter = new LossMeter()
  const { schedule = 'constant', learningRate, epochs } = parameters
  const losses = history.map((past) => past.validationLoss)
  let done = 0
  const batches = task.batches(random)
  for (const [at, batch] of batches.entries()) {
    const step = epoch * batches.length + at
    pace.learningRate = learningRateAt(schedule, learningRate, step, epochs * batches.length, losses)
    const loss = trainer.step((weights) => task.loss(tf, weights, batch, random))
    done += batch.length
    if (!meter.add(loss, batch.length, pacer)) continue
    const mean = await meter.settle()
    if (!Number.isFinite(mean)) throw diverged(epoch + 1)
    if (!pacer.due) continue
    const within = progressAt(epoch + done / task.rows, task, parameters, mean, null)
    options.onProgress?.({ ...within, epochEnd: false })
    await pacer.breathe()
  }
  const mean = await meter.settle()
  if (!Number.isFinite(mean)) throw diverged(epoch + 1)
  return mean
}

/** Progress after `epoch` epochs, which may be fractional. */
function progressAt(
  epoch: number,
  task: GraphTask,
  parameters: NetParameters,
  loss: number,
  figures: NetFigures | null,
): FitProgress {
  const perEpoch = Math.ceil(task.rows / parameters.batchSize)
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
