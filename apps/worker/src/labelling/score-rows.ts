import { createHash } from 'node:crypto'
import { readExamples } from '@assay/datasets'
import { type Examples, type HostedModel, inputAt } from '@assay/ml-core'
import { marginUncertainty, pickRows, sketchRow } from '@assay/ml-core/labelling'
import { heavyFamilies, type PredictionInput, type SentInput } from '@assay/ml-core/schema'
import { type DoubtedRow, hashInput, type ScoredItem, type ScoringOrder } from '@assay/services/labelling'

/** Rows between two looks at whatever else this process has to do. */
const rowsAtOnce = 200
/** Of nets, whose rows take milliseconds. */
const heavyRowsAtOnce = 8
/** A larger version is not looked through: nobody labels so much. */
const mostRows = 100_000
/** Rows whose order is worked out; the rest follows by uncertainty. */
const mostOrdered = 1_000
const mostUncertain = 200
const mostContradicted = 500
/** The least sure rows of which those that are unlike each other are picked, for each that is asked about. */
const candidatesPerRow = 10
/** How far the model's label must be ahead of the given one. */
const clearlyAhead = 0.3

type Answer = { label: string; score: number; uncertainty: number; probabilities: Float32Array }

const textOf = (input: SentInput): string =>
  typeof input === 'string' ? input : Object.values(input).join(' ')

/** The columns that the model knows; it refuses others. */
const fitting = (model: HostedModel, input: PredictionInput): PredictionInput => {
  if (typeof input === 'string' || ArrayBuffer.isView(input)) return input
  const names = new Set(model.manifest.columns.map(({ name }) => name))
  return Object.fromEntries(Object.entries(input).filter(([name]) => names.has(name)))
}

/** An answer per input; null where the model cannot take it. */
export const answerAll = async (
  model: HostedModel,
  inputs: PredictionInput[],
): Promise<(Answer | null)[]> => {
  const answers: (Answer | null)[] = new Array(inputs.length).fill(null)
  const classes = model.labels.length
  const atOnce = heavyFamilies.has(model.manifest.family) ? heavyRowsAtOnce : rowsAtOnce
  for (let from = 0; from < inputs.length; from += atOnce) {
    const places: number[] = []
    const batch: PredictionInput[] = []
    for (let i = from; i < Math.min(inputs.length, from + atOnce); i++) {
      const input = fitting(model, inputs[i] ?? '')
      if (ArrayBuffer.isView(input) || model.check(input) === null) {
        places.push(i)
        batch.push(input)
      }
    }
    const probabilities = batch.length > 0 ? await model.predict(batch) : new Float32Array(0)
    places.forEach((place, row) => {
      const own = probabilities.slice(row * classes, (row + 1) * classes)
      const best = own.indexOf(Math.max(...own))
      answers[place] = {
        label: model.labels[best] ?? '',
        score: own[best] ?? 0,
        uncertainty: marginUncertainty(own),
        probabilities: own,
      }
    })
    await new Promise(setImmediate)
  }
  return answers
}

/** Suggestions for rows without a label, and the order in which they are worth one. */
export const scoreUnlabelled = async (
  model: HostedModel | null,
  items: { id: string; input: SentInput }[],
): Promise<ScoredItem[]> => {
  const answers: (Answer | null)[] = model
    ? await answerAll(
        model,
        items.map(({ input }) => input),
      )
    : items.map(() => null)
  const uncertainties = model ? answers.map((answer) => answer?.uncertainty ?? 1) : null
  const picked = pickRows(
    items.map(({ input }) => sketchRow(textOf(input))),
    uncertainties,
    mostOrdered,
  )
  const rank = new Map(picked.map(({ row, apart }, place) => [row, { apart, place }]))
  return items.map(({ id }, row) => {
    const { place, apart = null } = rank.get(row) ?? {}
    const answer = answers[row]
    return {
      reason: answer
        ? { type: 'uncertain', uncertainty: answer.uncertainty, apart }
        : apart === null
          ? null
          : { type: 'unlike', apart },
      id,
      suggestion: answer?.label ?? null,
      score: answer?.score ?? null,
      // What was ordered comes first; the uncertainty, below 1, orders the rest.
      priority: place === undefined ? (uncertainties?.[row] ?? 0) : 1 + mostOrdered - place,
    }
  })
}

const hashOf = (input: PredictionInput): string =>
  ArrayBuffer.isView(input)
    ? createHash('sha256')
        .update(new Uint8Array(input.buffer, input.byteOffset, input.byteLength))
        .digest('hex')
    : hashInput(input)

type Doubted = { input: PredictionInput; rowNumber: number; given: string; answer: Answer; doubt: number }

/** Where a row stands among others; of a picture or a sound, between which labels the model is torn. */
const pointOf = ({ input, answer }: Doubted): Float32Array => {
  if (!ArrayBuffer.isView(input)) return sketchRow(textOf(input))
  const length = Math.hypot(...answer.probabilities)
  return answer.probabilities.map((p) => p / length)
}

/** Of the rows that the model is least sure of those that are also unlike each other, the most worthwhile first. */
const pickUnlike = (rows: Doubted[]): (Doubted & { reason: DoubtedRow['reason'] })[] =>
  pickRows(
    rows.map(pointOf),
    rows.map(({ doubt }) => doubt),
    mostUncertain,
  ).flatMap(({ row: place, apart }, rank) => {
    const row = rows[place]
    const reason = { type: 'uncertain' as const, uncertainty: row?.doubt ?? 0, apart }
    return row ? [{ ...row, reason, doubt: 1 + mostUncertain - rank }] : []
  })

/** Rows of the version that the model is unsure of, and those whose label it contradicts; and how many it looked at. */
export const findDoubted = async (
  model: HostedModel,
  version: NonNullable<ScoringOrder['version']>,
  path: string,
): Promise<{ looked: number; rows: Omit<DoubtedRow, 'id'>[] }> => {
  const { profile } = version
  if (profile.rows > mostRows || profile.multiLabel || model.manifest.kind !== profile.kind)
    return { looked: 0, rows: [] }
  const { labels, train, validation, test } = await readExamples({ path, profile })
  const contradicted: Doubted[] = []
  const uncertain: Doubted[] = []
  let looked = 0
  for (const split of [train, validation, test]) {
    // A split is what ml-core learns from, with the numbers of its rows beside it.
    const examples: Examples = split
    const inputs = Array.from(split.labels, (_label, row) => inputAt(examples, row))
    const answers = await answerAll(model, inputs)
    answers.forEach((answer, row) => {
      if (!answer) return
      looked++
      const given = labels[split.labels[row] ?? 0] ?? ''
      const own = answer.probabilities[model.labels.indexOf(given)] ?? 0
      const found = { input: inputs[row] ?? '', rowNumber: split.rowNumbers[row] ?? 0, given, answer }
      if (answer.label !== given && answer.score - own >= clearlyAhead)
        contradicted.push({ ...found, doubt: answer.score - own })
      else uncertain.push({ ...found, doubt: answer.uncertainty })
    })
  }
  const worst = (rows: Doubted[], most: number) => rows.sort((a, b) => b.doubt - a.doubt).slice(0, most)
  const present = (queue: DoubtedRow['queue'], rows: (Doubted & { reason: DoubtedRow['reason'] })[]) =>
    rows.map(({ input, rowNumber, given, answer, doubt, reason }) => ({
      reason,
      queue,
      row: rowNumber,
      contentSha256: hashOf(input),
      input: ArrayBuffer.isView(input) ? null : input,
      givenLabel: given,
      suggestion: answer.label,
      score: answer.score,
      priority: doubt,
    }))
  const rows = [
    ...present(
      'contradicted',
      worst(contradicted, mostContradicted).map((row) => ({
        ...row,
        reason: { type: 'contradicted', ahead: row.doubt },
      })),
    ),
    ...present('uncertain', pickUnlike(worst(uncertain, mostUncertain * candidatesPerRow))),
  ]
  // The same input may stand in the version under two labels: the worse of them is asked about.
  return {
    looked,
    rows: [...new Map(rows.toReversed().map((row) => [`${row.queue} ${row.contentSha256}`, row])).values()],
  }
}
