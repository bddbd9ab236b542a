import type { BrowserHeader } from '../browser/browser-header.ts'
import { toBase64 } from '../bundle/binary.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'

/**
 * One ES module that holds a model and the code that answers with it. `runtime` assigns `assay.open`; the module
 * exports `labels` and `predict(input)`.
 */
export function browserModule(runtime: string, header: BrowserHeader, files: BundleFiles): string {
  const weights = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, toBase64(bytes)]))
  return [
    runtime.trimEnd(),
    `const model = assay.open(${JSON.stringify(header)}, ${JSON.stringify(weights)});`,
    'export const labels = model.labels;',
    '/** { label, score, scores: [{ label, score }, …] }, the most probable first. */',
    'export const predict = (input) => model.predict(input);',
    '',
  ].join('\n')
}
