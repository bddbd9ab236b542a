import type { BundleFiles, FitCheckpoint, FitProgress } from '../../classifiers/classifier.ts'
import { makeClassifier } from '../../classifiers/families.ts'
import type { Examples } from '../../examples.ts'
import { Pacer } from '../../pacing.ts'
import type { BackendChoice, BackendName, CurvePoint, TrainingConfig } from '../../schema/index.ts'
import { joinExamples } from '../join-examples.ts'
import { predictAll } from '../predict-all.ts'
import { selectRows } from '../select-rows.ts'
import { type Candidate, configOf, learnsInEpochs } from './candidates.ts'
import { dealRows, rowsWhere } from './deal-rows.ts'

/** One fit that a search asks for. Plain data, so that another process can do it. */
export interface FitTask {
  /** Names what comes of it: a resumed search asks for the same again. */
  id: string
  candidate: Candidate
  /** Of the training rows, or of a net's epochs; above 0, up to 1. */
  share: number
  /**
   * `train`: learns from the training split and is measured on the validation split. A fold: learns from all
   * other rows of both splits and is measured on its own. `all`: learns from both splits, measured on nothing.
   */
  on: 'train' | 'all' | { fold: number; folds: number }
  /** An earlier fit with the same settings, whose number of rounds is taken over. */
  like?: BundleFiles
}

export interface FitResult {
  files: BundleFiles
  backend: BackendName | null
  fitSeconds: number
  curve: CurvePoint[]
  /** How the backend of its net was chosen. */
  backends: BackendChoice[]
  /** Of the rows that it was measured on, in their order: rows × classes. */
  probabilities: Float32Array
}

/** What the fits of a run learn from. */
export interface FitData {
  labels: string[]
  train: Examples
  validation: Examples
  config: TrainingConfig
  backend?: BackendName
}

export interface FitHooks {
  onProgress?: (progress: FitProgress) => void
  signal?: AbortSignal
  checkpoint?: FitCheckpoint
  /** Milliseconds. */
  now: () => number
}

/** Rows are dealt into so many parts, of which a share takes the first: smaller shares lie within larger ones. */
const parts = 27
/** Of the rows outside of a fold, the part by which a net knows when to stop. */
const stoppingParts = 8

/** Does what the task asks for; throws what the classifier throws. */
export async function runFit(data: FitData, task: FitTask, hooks: FitHooks): Promise<FitResult> {
  const { labels, config } = data
  const { family } = task.candidate
  const classifier = makeClassifier(family, configOf(task.candidate, config, task.share), data.backend)
  const { learned, stoppedBy, measured } = rowsOf(data, task)
  const curve: CurvePoint[] = []
  const backends: BackendChoice[] = []
  const started = hooks.now()
  await classifier.fit(learned, {
    labels,
    now: hooks.now,
    ...(stoppedBy && { validation: stoppedBy }),
    ...(hooks.signal && { signal: hooks.signal }),
    ...(hooks.checkpoint && { checkpoint: hooks.checkpoint }),
    ...(task.like && { like: task.like }),
    onBackend: (choice) => backends.push(choice),
    onProgress(progress) {
      const { epoch, loss, validationLoss, validationAccuracy } = progress
      if (progress.epochEnd && epoch !== null && loss !== null)
        curve.push({ family, epoch, loss, validationLoss, validationAccuracy })
      hooks.onProgress?.(progress)
    },
  })
  const files = classifier.save()
  const fitSeconds = (hooks.now() - started) / 1000
  const pacer = new Pacer(hooks.now, hooks.signal)
  const probabilities = measured ? await predictAll(family, files, measured, pacer) : new Float32Array(0)
  return { files, backend: classifier.backend, fitSeconds, curve, backends, probabilities }
}

interface TaskRows {
  learned: Examples
  /** Given to the fit as validation rows. */
  stoppedBy: Examples | null
  measured: Examples | null
}

function rowsOf({ train, validation, config }: FitData, { candidate, share, on }: FitTask): TaskRows {
  const inEpochs = learnsInEpochs(candidate.family)
  if (on === 'all') return { learned: joinExamples(train, validation), stoppedBy: null, measured: null }
  if (on === 'train') {
    const hands = share < 1 && !inEpochs ? dealRows(train.labels, parts, config.seed) : null
    const most = Math.max(1, Math.round(parts * share))
    const learned = hands
      ? selectRows(
          train,
          rowsWhere(hands, (hand) => hand < most),
        )
      : train
    return { learned, stoppedBy: validation, measured: validation }
  }
  const all = joinExamples(train, validation)
  const folds = dealRows(all.labels, on.folds, config.seed)
  const measured = selectRows(
    all,
    rowsWhere(folds, (fold) => fold === on.fold),
  )
  const others = selectRows(
    all,
    rowsWhere(folds, (fold) => fold !== on.fold),
  )
  if (!inEpochs) return { learned: others, stoppedBy: null, measured }
  const held = dealRows(others.labels, stoppingParts, config.seed)
  return {
    learned: selectRows(
      others,
      rowsWhere(held, (hand) => hand !== 0),
    ),
    stoppedBy: selectRows(
      others,
      rowsWhere(held, (hand) => hand === 0),
    ),
    measured,
  }
}
