import type { CodedFeaturizer, FeaturizerHeader } from '../browser/featurizer.ts'
import type { Manifest } from '../schema/index.ts'
import type { PortableModel } from './portable-model.ts'

const coded: ReadonlySet<string> = new Set<CodedFeaturizer['kind']>([
  'hashed-ngrams-tfidf',
  'hashed-term-counts',
  'hashed-tokens',
  'encoded-columns',
  'tree-features',
  'scaled-pixels',
])

/** The name under which an ONNX export holds the code that makes its inputs. */
export const featurizerFile = 'featurizer.mjs'

export function hasFeaturizerCode({ featurizer }: Pick<PortableModel<unknown>, 'featurizer'>): boolean {
  return coded.has(featurizer.kind)
}

/**
 * One ES module that makes a net's inputs: `open(files)` takes the contents of `files` by name and gives a function
 * from an input to tensors. `runtime` assigns `assay.open`.
 */
export function featurizerModule(
  runtime: string,
  { featurizer, files }: Pick<PortableModel<unknown>, 'featurizer' | 'files'>,
  { columns, labels, thresholds }: Manifest,
): string {
  // One of those that the code knows: `hasFeaturizerCode` was asked before.
  const header: FeaturizerHeader = { columns, featurizer: featurizer as CodedFeaturizer }
  return [
    runtime.trimEnd(),
    `const header = ${JSON.stringify(header)};`,
    `export const labels = ${JSON.stringify(labels)};`,
    '/** From which probability on each label is given, where a model gives any number of them. */',
    `export const thresholds = ${JSON.stringify(thresholds ?? null)};`,
    '/** Those that `open` needs. */',
    `export const files = ${JSON.stringify(Object.keys(files))};`,
    '/** From an input to the tensors of model.onnx: { name: { values, shape } }. */',
    'export const open = (contents) => assay.open(header, contents);',
    '',
  ].join('\n')
}
