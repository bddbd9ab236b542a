import { describe, expect, test } from 'vitest'
import { makeClassifier } from '../classifiers/families.ts'
import { MlpModel } from '../classifiers/mlp-model.ts'
import { SeedMlpModel } from '../classifiers/seed-mlp-model.ts'
import { SequenceModel } from '../classifiers/sequence-model.ts'
import { cellAt } from '../examples.ts'
import {
  config,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import { DenseNet } from '../nets/dense-net.ts'
import { readLayers } from '../nets/layer-files.ts'
import type { Attribution, Family } from '../schema/index.ts'
import { gru } from '../sequences/gru.ts'
import { textCnn } from '../sequences/text-cnn.ts'
import { TableEncoder } from '../table/table-encoder.ts'
import { integrateGradients } from './integrated-gradients.ts'
import { LogOdds } from './log-odds.ts'

/** What all shares together may miss of the change in log odds. */
const tolerance = 0.01

const total = (attributions: readonly Attribution[]) =>
  attributions.reduce((sum, { weight }) => sum + weight, 0)

/** ln(p / (1 − p)) of a class among softmax probabilities. */
const logOddsOf = (probability: number) => Math.log(probability / (1 - probability))

function probabilityOf(
  model: { classes: number; predictInto(input: string, out: Float32Array, at: number): void },
  text: string,
  label: number,
) {
  const out = new Float32Array(model.classes)
  model.predictInto(text, out, 0)
  return out[label]
}

async function fitTexts(family: Family) {
  const classifier = makeClassifier(family, config({ epochs: 12 }), 'wasm')
  await classifier.fit(smallTexts(120, 1), { labels: textLabels, now: tickingClock() })
  return classifier.save()
}

const text = 'please help with the parcel and my invoice today'

test('shares sum to the change of a function that bends and has kinks', () => {
  const weights = [1, -2, 3]
  const at = (place: number) => {
    const inner = weights.reduce((sum, weight) => sum + weight * place, 0) - 0.7
    const score = Math.max(0, inner) ** 1.5
    const slope = inner > 0 ? 1.5 * Math.sqrt(inner) : 0
    return { score, rates: Float64Array.from(weights, (weight) => weight * slope) }
  }
  const shares = integrateGradients(3, at)
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1.3 ** 1.5, 3)
  expect(shares[2] / shares[0]).toBeCloseTo(3, 6)
})

test('the slopes of log odds are those that differences show', () => {
  const odds = new LogOdds(1, 1.7)
  const scores = [0.3, -0.2, 0.9]
  const slopes = odds.gradient(scores)
  scores.forEach((score, k) => {
    const moved = scores.with(k, score + 1e-5)
    expect(slopes[k]).toBeCloseTo((odds.value(moved) - odds.value(scores)) / 1e-5, 3)
  })
})

describe('the words’ contributions sum to the log odds beyond those of', () => {
  test('an empty text, for the bag-of-words net', async () => {
    const model = SeedMlpModel.load(await fitTexts('seed-mlp'))
    for (let label = 0; label < 3; label++) {
      const change = logOddsOf(probabilityOf(model, text, label)) - logOddsOf(probabilityOf(model, '', label))
      expect(Math.abs(total(model.explain(text, label)) - change)).toBeLessThan(tolerance)
    }
  })

  test('an empty text, for the convolutional net', async () => {
    const model = SequenceModel.load(textCnn, await fitTexts('text-cnn'))
    for (let label = 0; label < 3; label++) {
      const change = logOddsOf(probabilityOf(model, text, label)) - logOddsOf(probabilityOf(model, '', label))
      expect(Math.abs(total(model.explain(text, label)) - change)).toBeLessThan(tolerance)
    }
  })

  test('as many tokens that mean nothing, for the recurrent net', async () => {
    const files = await fitTexts('gru')
    const model = SequenceModel.load(gru, files)
    const silenced = Object.keys(files).find((name) => name.includes('embedding')) ?? ''
    const mute = SequenceModel.load(gru, { ...files, [silenced]: new Uint8Array(files[silenced].length) })
    for (let label = 0; label < 3; label++) {
      const change =
        logOddsOf(probabilityOf(model, text, label)) - logOddsOf(probabilityOf(mute, text, label))
      expect(Math.abs(total(model.explain(text, label)) - change)).toBeLessThan(tolerance)
    }
  })
})

test('the columns’ contributions sum to the log odds beyond those of an average row', async () => {
  const train = smallTable(120, 1)
  const classifier = makeClassifier('mlp', config({ epochs: 12 }), 'wasm')
  await classifier.fit(train, { labels: tableLabels, now: tickingClock() })
  const files = classifier.save()
  const model = MlpModel.load(files)
  const header = JSON.parse(new TextDecoder().decode(files['model.json']))
  const encoder = new TableEncoder(header.columns)
  const net = new DenseNet(readLayers(files, header.sizes))
  const everyInput = Int32Array.from({ length: encoder.width }, (_, i) => i)
  const odds = new LogOdds(1, header.inverseTemperature)
  const oddsOf = (inputs: Float32Array) => odds.value(net.forward(everyInput, inputs, inputs.length))
  for (const row of [0, 1, 2]) {
    const cells = train.columns.map((column) => cellAt(column, row))
    const encoded = new Float32Array(encoder.width)
    encoder.encodeInto(cells, encoded)
    const change = oddsOf(encoded) - oddsOf(Float32Array.from(header.means))
    expect(Math.abs(total(model.explain(cells, 1)) - change)).toBeLessThan(tolerance)
  }
})
