import type { Family, TrainingConfig } from '@assay/ml-core/schema'

type Hyperparameters = NonNullable<TrainingConfig['hyperparameters']>

export type TuningField = {
  name: string
  label: string
  hint: string
} & (
  | { kind: 'number'; from: number; to: number; whole: boolean }
  | { kind: 'choice'; options: readonly (readonly [value: string, label: string])[] }
)

const penalty = (hint: string): TuningField => ({
  name: 'penalty',
  label: 'Penalty C',
  hint,
  kind: 'number',
  from: 1e-4,
  to: 1e4,
  whole: false,
})

const net: readonly TuningField[] = [
  { name: 'epochs', label: 'Epochs', hint: '1 to 200', kind: 'number', from: 1, to: 200, whole: true },
  {
    name: 'learningRate',
    label: 'Learning rate',
    hint: 'up to 1',
    kind: 'number',
    from: Number.MIN_VALUE,
    to: 1,
    whole: false,
  },
  {
    name: 'schedule',
    label: 'Schedule',
    hint: 'how the rate changes',
    kind: 'choice',
    options: [
      ['constant', 'Constant'],
      ['cosine', 'Cosine with warm-up'],
      ['plateau', 'Halved on a plateau'],
    ],
  },
]

const denseNet: readonly TuningField[] = [
  ...net,
  { name: 'width', label: 'Width', hint: '4 to 1,024 units', kind: 'number', from: 4, to: 1024, whole: true },
  { name: 'dropout', label: 'Dropout', hint: '0 to 0.9', kind: 'number', from: 0, to: 0.9, whole: false },
]

/** What a person may set of each family; the server checks the same bounds. */
export const tuningFields: { [F in Family]?: readonly TuningField[] } = {
  'sparse-linear': [
    penalty('usually 1'),
    {
      name: 'ngrams',
      label: 'N-grams',
      hint: 'how texts are split',
      kind: 'choice',
      options: [
        ['words', 'Words and pairs'],
        ['phrases', 'Three words, longer parts'],
      ],
    },
    {
      name: 'weighting',
      label: 'Weighting',
      hint: 'of each n-gram',
      kind: 'choice',
      options: [
        ['idf', 'By rarity'],
        ['discriminative', 'By rarity and class'],
      ],
    },
  ],
  'seed-mlp': denseNet,
  'text-cnn': net,
  gru: net,
  logistic: [penalty('cross-validated if empty')],
  'boosted-trees': [
    {
      name: 'leaves',
      label: 'Leaves',
      hint: '2 to 255 per tree',
      kind: 'number',
      from: 2,
      to: 255,
      whole: true,
    },
    {
      name: 'learningRate',
      label: 'Learning rate',
      hint: 'usually 0.1',
      kind: 'number',
      from: 0.005,
      to: 1,
      whole: false,
    },
    {
      name: 'leastRows',
      label: 'Rows per leaf',
      hint: 'minimum',
      kind: 'number',
      from: 1,
      to: 1000,
      whole: true,
    },
    {
      name: 'penalty',
      label: 'Penalty λ',
      hint: 'usually 1',
      kind: 'number',
      from: 0,
      to: 1000,
      whole: false,
    },
  ],
  mlp: denseNet,
  'image-linear': [penalty('auto-tuned if empty')],
  'image-cnn': net,
  'audio-linear': [penalty('auto-tuned if empty')],
  'audio-cnn': net,
}

/** As typed, by family and name; what is blank is the family's own choice. */
export type TypedTuning = { [F in Family]?: Record<string, string> }

const readField = (field: TuningField, typed: string): string | number | null => {
  if (field.kind === 'choice') return field.options.some(([value]) => value === typed) ? typed : null
  const value = Number(typed)
  const fits = Number.isFinite(value) && value >= field.from && value <= field.to
  return fits && (!field.whole || Number.isInteger(value)) ? value : null
}

/** Null where a value is out of its range; undefined where nothing is set. */
export function readTuning(typed: TypedTuning): Hyperparameters | null | undefined {
  const read: Record<string, Record<string, string | number>> = {}
  for (const [family, fields] of Object.entries(tuningFields))
    for (const field of fields ?? []) {
      const text =
        Object.entries(typed)
          .find(([name]) => name === family)?.[1]
          ?.[field.name]?.trim() ?? ''
      if (text === '') continue
      const value = readField(field, text)
      if (value === null) return null
      read[family] = { ...read[family], [field.name]: value }
    }
  // Names and values come from the fields above, which the schema's own names type.
  return Object.keys(read).length === 0 ? undefined : (read as Hyperparameters)
}
