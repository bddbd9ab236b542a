import type { BackendName, CompressionVariant, Family, TaskKind } from '@assay/ml-core/schema'

export const familyNames: Record<Family, string> = {
  majority: 'Majority baseline',
  'sparse-linear': 'Sparse linear',
  'seed-mlp': 'Dense network',
  'text-cnn': 'Convolutional network',
  gru: 'Recurrent network',
  'sentence-encoder': 'Sentence encoder',
  logistic: 'Logistic regression',
  'boosted-trees': 'Boosted trees',
  mlp: 'Multilayer perceptron',
  'image-linear': 'Linear on edges and colours',
  'image-transfer': 'Pretrained network',
  'image-cnn': 'Convolutional network',
  'audio-linear': 'Pooled spectrograms',
  'audio-cnn': 'Convolutional network',
  ensemble: 'Ensemble',
}

export const familyNotes: Record<Family, string> = {
  majority: 'Always answers the most frequent class; the baseline for every report.',
  'sparse-linear': 'Word and character n-grams with a linear classifier. Fast, strong on most texts.',
  'seed-mlp': '1,000 term frequencies through two dense layers.',
  'text-cnn': 'Looks for phrases of three to five words. Takes minutes, so it runs only when chosen.',
  gru: 'Reads the words in order. Takes minutes, so it runs only when chosen.',
  'sentence-encoder':
    'A pretrained English sentence encoder with a linear classifier. Strong when texts are few; runs automatically up to 300.',
  logistic: 'One weight per column and class. Easy to explain.',
  'boosted-trees': 'Many small decision trees, each correcting the last. Strong on larger tables.',
  mlp: 'A small neural network for columns that interact.',
  'image-linear': 'Gradient histograms and colour statistics with a linear classifier. Fast and explainable.',
  'image-transfer':
    'Features from a network trained on photos, with a linear classifier. Strong on colour pictures of 48 pixels or more.',
  'image-cnn':
    'Learns its own filters from your pictures. Takes minutes, so it runs only when chosen; use 15 epochs or more.',
  'audio-linear': 'A kernel machine on mel spectrograms, pooled over time. Fast and explainable.',
  'audio-cnn':
    'Learns its own filters from mel spectrograms. Takes minutes, so it runs only when chosen; use 20 epochs and a learning rate of 0.002.',
  ensemble: 'Several of the others, combined by weighted vote.',
}

export const familiesFor: Record<TaskKind, readonly Family[]> = {
  text: ['sparse-linear', 'seed-mlp', 'text-cnn', 'gru', 'sentence-encoder'],
  table: ['logistic', 'boosted-trees', 'mlp'],
  image: ['image-linear', 'image-transfer', 'image-cnn'],
  audio: ['audio-linear', 'audio-cnn'],
}

/** Can go on from an earlier version of the model. */
export const goesOn: ReadonlySet<string> = new Set(['seed-mlp', 'logistic', 'boosted-trees', 'mlp'])

/** Not part of a run unless chosen. */
export const familiesOnRequest: ReadonlySet<Family> = new Set([
  'text-cnn',
  'gru',
  'image-cnn',
  'audio-cnn',
  'sentence-encoder',
])

export const kindNames: Record<TaskKind, string> = {
  text: 'Text',
  table: 'Table',
  image: 'Image',
  audio: 'Sound',
}

export const backendNames: Record<BackendName, string> = {
  'tfjs-node-gpu': 'TensorFlow on a GPU',
  webgpu: 'WebGPU',
  'tfjs-node': 'TensorFlow, native',
  wasm: 'WebAssembly',
  cpu: 'Plain JavaScript',
}

/** Families come as text from older rows too: an unknown one is shown as it is. */
export const familyName = (family: string): string =>
  Object.entries(familyNames).find(([key]) => key === family)?.[1] ?? family
/** A candidate of a search: its family's name, and its number from the second on. */
export const candidateName = (id: string): string => {
  const [family = id, number] = id.split(' ')
  return number === undefined ? familyName(family) : `${familyName(family)} ${number}`
}

const settingNames: Record<string, string> = {
  penalty: 'penalty',
  ngrams: 'n-grams',
  weighting: 'weighting',
  leaves: 'leaves',
  learningRate: 'learning rate',
  leastRows: 'rows per leaf',
  epochs: 'epochs',
  schedule: 'schedule',
  width: 'width',
  dropout: 'dropout',
}

/** What differs from a family's own choice, in words. */
export const settingsText = (settings: Record<string, string | number>): string => {
  const parts = Object.entries(settings).map(
    ([name, value]) => `${settingNames[name] ?? candidateName(name)} ${value}`,
  )
  return parts.length === 0 ? 'default settings' : parts.join(', ')
}

export const backendName = (backend: string | null): string =>
  Object.entries(backendNames).find(([key]) => key === backend)?.[1] ?? backend ?? 'Plain TypeScript'

const compressionNames: Record<CompressionVariant['method'], string> = {
  original: 'Original',
  float16: 'Half precision',
  uint8: '8 bits',
  pruned: 'Fewer features',
  distilled: 'Distilled',
}

/** With the share of the features that stay, where some were left out. */
export const compressionName = ({ method, keep }: Pick<CompressionVariant, 'method' | 'keep'>): string =>
  method === 'pruned' && keep !== undefined
    ? `${Math.round(keep * 100)}% of the features`
    : compressionNames[method]

const splitNames: Readonly<Record<string, string>> = {
  train: 'Train',
  validation: 'Validation',
  test: 'Test',
}
/** A split as people read it. */
export const splitName = (split: string): string => splitNames[split] ?? split
