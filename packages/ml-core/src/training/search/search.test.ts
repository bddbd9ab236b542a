import { describe, expect, test } from 'vitest'
import { TrainingCancelled } from '../../errors.ts'
import {
  config,
  rowNumbers,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../../fixtures/small-sets.ts'
import { type TrainingProgress, trainingProgressSchema, trainingReportSchema } from '../../schema/index.ts'
import { joinExamples } from '../join-examples.ts'
import { type TrainModelInput, trainModel } from '../train-model.ts'
import { drawCandidates } from './candidates.ts'
import { dealRows } from './deal-rows.ts'
import { FitCrashed, type FitExecutor, fitHere } from './fit-executor.ts'
import { planRungs } from './rungs.ts'

function tableRun(changes: Partial<TrainModelInput> = {}): TrainModelInput {
  return {
    labels: tableLabels,
    train: smallTable(150, 1),
    validation: smallTable(45, 2),
    test: smallTable(45, 3),
    rowNumbers: { train: rowNumbers(150), validation: rowNumbers(45), test: rowNumbers(45) },
    config: config({ epochs: 2, search: { maxCandidates: 8 } }),
    now: tickingClock(),
    ...changes,
  }
}

/** As many fits at a time as there are slots; later tasks end before earlier ones. */
function backToFront(input: TrainModelInput, slots: number): FitExecutor {
  const here = fitHere(input, input.now)
  let turn = 0
  return {
    slots,
    async fit(task, watch) {
      const mine = turn++ % slots
      for (let waited = 0; waited < (slots - mine) * 3; waited++) await new Promise(setImmediate)
      return here.fit(task, watch)
    },
  }
}

class MemoryStore {
  readonly kept = new Map<string, Uint8Array>()
  private readonly lastSave: number

  /** Dies, as a killed process does, after so many saves. */
  constructor(lastSave = Number.POSITIVE_INFINITY) {
    this.lastSave = lastSave
  }

  async load(name: string): Promise<Uint8Array | null> {
    return this.kept.get(name) ?? null
  }

  async save(name: string, bytes: Uint8Array): Promise<void> {
    this.kept.set(name, bytes.slice())
    if (this.kept.size >= this.lastSave) throw new Error('killed')
  }
}

describe('candidates', () => {
  const families = ['logistic', 'boosted-trees', 'mlp'] as const

  test('are the defaults first, none twice, and the same ones for the same seed however many are wanted', () => {
    const many = drawCandidates(families, config(), 40)
    expect(many.slice(0, 3).map(({ id, settings }) => [id, settings])).toEqual(families.map((f) => [f, {}]))
    expect(new Set(many.map(({ family, settings }) => JSON.stringify([family, settings]))).size).toBe(40)
    expect(drawCandidates(families, config(), 10)).toEqual(many.slice(0, 10))
    expect(drawCandidates(families, config({ seed: 7 }), 40)).not.toEqual(many)
  })

  test('keep what the run sets', () => {
    const fixed = config({ hyperparameters: { 'boosted-trees': { leaves: 8 } } })
    for (const { settings } of drawCandidates(['boosted-trees'], fixed, 30))
      expect(settings).not.toHaveProperty('leaves')
  })
})

test('rows are dealt so that every class is spread over all hands', () => {
  const labels = Int32Array.from({ length: 103 }, (_, row) => (row % 10 === 0 ? 1 : 0))
  const hands = dealRows(labels, 5, 42)
  for (let hand = 0; hand < 5; hand++) {
    const rows = labels.filter((_, row) => hands[row] === hand)
    expect(rows.length).toBeGreaterThanOrEqual(20)
    expect(rows.filter((label) => label === 1).length).toBeGreaterThanOrEqual(2)
  }
})

test('few rows are measured by folds, many on parts that grow', () => {
  expect(planRungs(500, 30).at(-1)).toEqual({ share: 1, folds: 5 })
  expect(planRungs(20_000, 30).map(({ share }) => share)).toEqual([1 / 9, 1 / 3, 1])
  expect(planRungs(20_000, 3)).toEqual([{ share: 1, folds: 0 }])
})

describe('a search', () => {
  test('measures by folds, says so, and ends with a model that beats the baseline', async () => {
    const { report } = await trainModel(tableRun())
    trainingReportSchema.parse(report)
    expect(report.search).toMatchObject({ candidates: 8, folds: 5, rungs: 2, ended: 'all-measured' })
    expect(report.search?.notes[0]).toContain(
      '5-fold cross-validation over the 195 training and validation rows',
    )
    expect(report.validation.rows).toBe(195)
    expect(report.test.accuracy).toBeGreaterThan(report.baseline.accuracy)
    const [first] = report.leaderboard
    expect(first).toMatchObject({ state: 'done', rung: 2, rungs: 2 })
    for (const row of report.leaderboard.filter(({ id }) => id !== report.search?.chosen.id))
      expect(row.note).not.toBeNull()
  })

  test('gives the same model for the same data and config, in whichever order its fits end', async () => {
    const one = await trainModel(tableRun())
    const input = tableRun()
    const two = await trainModel({ ...input, fits: backToFront(input, 3) })
    expect(two.modelHash).toBe(one.modelHash)
    expect(two.report.search?.chosen).toEqual(one.report.search?.chosen)
  })

  test('goes on after being killed without doing any finished fit again, and ends with the same model', async () => {
    const asked: string[] = []
    const small = config({ families: ['logistic', 'boosted-trees'], search: { maxCandidates: 5 } })
    const counted = (changes: Partial<TrainModelInput> = {}): TrainModelInput => {
      const input = tableRun({ config: small, ...changes })
      const here = fitHere(input, input.now)
      return {
        ...input,
        fits: {
          slots: 1,
          fit: (task, watch) => {
            asked.push(task.id)
            return here.fit(task, watch)
          },
        },
      }
    }
    const whole = await trainModel(counted())
    const all = [...asked]
    expect(new Set(all).size).toBe(all.length)
    for (const lastSave of [1, 9, all.length]) {
      asked.length = 0
      const dying = new MemoryStore(lastSave)
      await expect(trainModel(counted({ checkpoint: dying }))).rejects.toThrow('killed')
      const survivor = new MemoryStore()
      for (const [name, bytes] of dying.kept) survivor.kept.set(name, bytes)
      const resumed = await trainModel(counted({ checkpoint: survivor }))
      expect(resumed.modelHash).toBe(whole.modelHash)
      expect(asked).toEqual(all)
    }
  })

  test('stops at once when it is cancelled', async () => {
    const controller = new AbortController()
    let fits = 0
    const onProgress = (progress: TrainingProgress) => {
      fits = progress.search?.fits ?? 0
      if (fits === 3) controller.abort()
    }
    const running = trainModel(tableRun({ signal: controller.signal, onProgress }))
    await expect(running).rejects.toThrow(TrainingCancelled)
    expect(fits).toBe(3)
  })

  test('gives up a candidate whose process dies, and goes on with the others', async () => {
    const input = tableRun()
    const here = fitHere(input, input.now)
    const fits: FitExecutor = {
      slots: 1,
      fit: (task, watch) =>
        task.candidate.family === 'mlp'
          ? Promise.reject(new FitCrashed('The process ended.'))
          : here.fit(task, watch),
    }
    const { report } = await trainModel({ ...input, fits })
    expect(report.leaderboard.find(({ id }) => id === 'mlp')).toMatchObject({
      state: 'failed',
      note: 'The process ended.',
    })
    expect(report.chosen).not.toBe('mlp')
  })

  test('reads texts, too, and measures many rows on parts that grow', async () => {
    const { report } = await trainModel({
      ...tableRun(),
      labels: textLabels,
      train: smallTexts(2100, 1),
      validation: smallTexts(300, 2),
      test: smallTexts(45, 3),
      rowNumbers: { train: rowNumbers(2100), validation: rowNumbers(300), test: rowNumbers(45) },
      config: config({ families: ['sparse-linear'], search: { maxCandidates: 6 } }),
    })
    expect(report.search).toMatchObject({ candidates: 6, rungs: 2, folds: 0 })
    expect(report.leaderboard.filter(({ state }) => state === 'stopped')).toHaveLength(3)
    expect(report.validation.rows).toBe(300)
  })
})

describe('a search under a budget of time', () => {
  /** A clock that only fits move: each family's takes its own time, in steps that are told. */
  function scripted(budgetSeconds: number) {
    let time = 0
    const seen: { at: number; progress: TrainingProgress }[] = []
    const input = tableRun({
      config: config({ epochs: 1, search: { budgetSeconds, maxCandidates: 60 } }),
      now: () => time,
      onProgress: (progress) => seen.push({ at: time, progress: trainingProgressSchema.parse(progress) }),
    })
    const here = fitHere(input, () => 0)
    const seconds = { logistic: 0.5, 'boosted-trees': 2, mlp: 4 }
    const fits: FitExecutor = {
      slots: 1,
      async fit(task, watch) {
        const { family } = task.candidate
        const own =
          family === 'logistic' || family === 'boosted-trees' || family === 'mlp' ? seconds[family] : 0
        for (let step = 1; step <= 10; step++) {
          time += own * 100
          const unknown = { epoch: null, epochs: null, steps: null, loss: null }
          const figures = { validationLoss: null, validationAccuracy: null, epochEnd: false }
          watch.onProgress({ fraction: step / 10, step, ...unknown, ...figures })
          if (watch.signal.aborted) throw new TrainingCancelled()
        }
        if (typeof task.on !== 'object')
          return { ...(await here.fit(task, { ...watch, onProgress: () => {} })), fitSeconds: own }
        // What a fold's classifier would answer matters to no clock.
        const { fold, folds } = task.on
        const rows = dealRows(joinExamples(input.train, input.validation).labels, folds, 42)
        const probabilities = new Float32Array(rows.filter((one) => one === fold).length * 2).fill(0.5)
        return { files: {}, backend: null, fitSeconds: own, curve: [], backends: [], probabilities }
      },
    }
    return { run: () => trainModel({ ...input, fits }), seen, elapsed: () => time / 1000 }
  }

  test('ends within it, uses most of it, and says that time cut it short', async () => {
    const { run, elapsed } = scripted(120)
    const { report } = await run()
    expect(elapsed()).toBeLessThanOrEqual(120)
    expect(elapsed()).toBeGreaterThan(80)
    expect(report.search).toMatchObject({ budgetSeconds: 120, ended: 'budget' })
    expect(report.search?.notes.join()).toContain('time budget ended the search')
  })

  test('tells a time left that is within a factor of 1.5 and three seconds of the truth in the last third', async () => {
    const { run, seen, elapsed } = scripted(120)
    await run()
    const end = elapsed()
    const late = seen.filter(({ at }) => at / 1000 > (end * 2) / 3 && at / 1000 < end - 5)
    expect(late.length).toBeGreaterThan(20)
    for (const { at, progress } of late) {
      const truth = end - at / 1000
      expect(progress.secondsLeft).toBeLessThan(truth * 1.5 + 3)
      expect(progress.secondsLeft).toBeGreaterThan(truth / 1.5 - 3)
    }
  })

  test('measures one candidate even if the budget is far too small', async () => {
    const { run } = scripted(5)
    const { report } = await run()
    expect(report.leaderboard.some(({ accuracy }) => accuracy !== null)).toBe(true)
  })
})
