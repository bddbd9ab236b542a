import type { Dense, EncoderLayer, EncoderWeights, Matrix, Norm } from './encoder-weights.ts'

export const heads = 4
export const normEpsilon = 1e-6

/** What the net is made of, for whatever engine: `Value` is its handle of a tensor. */
export interface EncoderEngine<Value> {
  /** Rows of the table, for numbers in any shape. */
  lookUp(table: Matrix, numbers: Value): Value
  add(a: Value, b: Value): Value
  matMul(a: Value, b: Value): Value
  /** Over the last axis. */
  dense(x: Value, layer: Dense): Value
  layerNorm(x: Value, norm: Norm): Value
  relu(x: Value): Value
  tanh(x: Value): Value
  softmax(x: Value): Value
  scale(x: Value, factor: number): Value
  /** Rows × tokens × 3 width to three of rows × heads × tokens × width / heads; the second with its last axes swapped. */
  splitHeads(x: Value, width: number): [queries: Value, keys: Value, values: Value]
  /** Rows × heads × tokens × width / heads to rows × tokens × width. */
  mergeHeads(x: Value, width: number): Value
}

export interface EncoderInputs<Value> {
  /** Rows × tokens, padded with any number. */
  numbers: Value
  /** Tokens × embedding width. */
  timing: Value
  /** Rows × 1 × 1 × tokens: 0 at a token, far below it at padding. */
  hiding: Value
  /** Rows × 1 × tokens: each token's share in the mean; 0 at padding. */
  shares: Value
}

/**
 * The Universal Sentence Encoder lite (Cer et al. 2018): a transformer of two layers over embedded pieces, the
 * mean of its states, and one layer more. Gives rows × 1 × 512, not yet of length one.
 */
export function encode<Value>(
  engine: EncoderEngine<Value>,
  { embedding, layers, output }: EncoderWeights,
  { numbers, timing, hiding, shares }: EncoderInputs<Value>,
): Value {
  // The published net adds its embedding to the signal, and then the sum to its embedding.
  let x = engine.add(engine.scale(engine.lookUp(embedding, numbers), 2), timing)
  for (const layer of layers) x = transform(engine, layer, x, hiding)
  return engine.tanh(engine.dense(engine.matMul(shares, x), output))
}

function transform<Value>(engine: EncoderEngine<Value>, layer: EncoderLayer, x: Value, hiding: Value): Value {
  const width = layer.attention.bias.length / 3
  const normed = engine.layerNorm(x, layer.before)
  const [queries, keys, values] = engine.splitHeads(engine.dense(normed, layer.attention), width)
  const similar = engine.matMul(engine.scale(queries, 1 / Math.sqrt(width / heads)), keys)
  const heeded = engine.softmax(engine.add(similar, hiding))
  const attended = engine.mergeHeads(engine.matMul(heeded, values), width)
  const before = layer.residual === null ? x : engine.dense(x, layer.residual)
  const state = engine.add(engine.dense(attended, layer.combine), before)
  const inner = engine.relu(engine.dense(engine.layerNorm(state, layer.middle), layer.expand))
  return engine.add(engine.dense(inner, layer.contract), state)
}
