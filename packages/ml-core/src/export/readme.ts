import type { ExportFormat, Manifest } from '../schema/index.ts'
import { featurizerFile, hasFeaturizerCode } from './featurizer-module.ts'
import { featurizerNotes } from './featurizer-notes.ts'
import type { PortableModel } from './portable-model.ts'

/** How to use an export, in Markdown. */
export function readmeOf(
  { name, format }: { name: string; format: ExportFormat },
  manifest: Manifest,
  model: PortableModel<unknown> | null,
): string {
  const files = [
    ...mainFiles[format],
    ...(model === null ? [] : ['`featurizer.json`: how an input becomes what the model reads']),
    ...(format === 'onnx' && model !== null && hasFeaturizerCode(model)
      ? [`\`${featurizerFile}\`: the same as code, one ES module`]
      : []),
    ...Object.keys(model?.files ?? {}).map((file) => `\`${file}\`: part of the featurizer`),
    '`labels.json`: the classes, in the order of the probabilities',
    ...(manifest.thresholds
      ? ['`thresholds.json`: each label is given from this probability on, whatever the others are']
      : []),
    '`example.json`: inputs with the probabilities that are to be expected, within 0.00001',
  ]
  return [
    `# ${name}`,
    `A classifier of ${nouns[manifest.kind]} into ${manifest.labels.length} classes (family \`${manifest.family}\`).`,
    files.map((file) => `- ${file}`).join('\n'),
    '## Using it',
    usage[format],
    ...(model === null ? [inputNotes(manifest)] : ['## Making its inputs', featurizerNotes(model)]),
    '',
  ].join('\n\n')
}

const nouns = { text: 'texts', table: 'table rows', image: 'images', audio: 'sounds' } as const

const mainFiles: Record<ExportFormat, string[]> = {
  onnx: ['`model.onnx`: ONNX, operator set 17 (and `ai.onnx.ml` 3 for trees)'],
  tfjs: ['`model.json`, `weights.bin`: a graph model of tensorflow.js'],
  browser: ['`model.mjs`: one ES module with the model and all that it needs'],
}

const usage: Record<ExportFormat, string> = {
  onnx: `\`\`\`python
import json, numpy as np, onnxruntime
session = onnxruntime.InferenceSession("model.onnx")
example = json.load(open("example.json"))[0]
inputs = {
    name: np.array([np.nan if v is None else v for v in t["values"]], t["type"]).reshape(t["shape"])
    for name, t in example["tensors"].items()
}
print(session.run(["probabilities"], inputs)[0], example["probabilities"])
\`\`\`

The first axis of every input is the row; any number of rows goes at once.

In JavaScript \`fromOnnx\` of \`@assay/sdk/offline\` answers with these files, where \`featurizer.mjs\` is among them.`,
  tfjs: `\`\`\`js
import * as tf from '@tensorflow/tfjs'
const model = await tf.loadGraphModel('model.json') // beside weights.bin, on your own server
const [example] = await (await fetch('example.json')).json()
const inputs = Object.fromEntries(
  Object.entries(example.tensors).map(([name, t]) => [name, tf.tensor(t.values, t.shape, t.type)]),
)
console.log(model.predict(inputs).dataSync(), example.probabilities)
\`\`\``,
  browser: `\`\`\`html
<script type="module">
  import { predict, labels } from './model.mjs'
  console.log(predict(…)) // { label, score, scores: [{ label, score }, …] }
</script>
\`\`\`

Nothing leaves the page: the module asks no server. It runs in Node, Deno and workers as well.`,
}

function inputNotes({ kind, columns, image, audio }: Manifest): string {
  if (kind === 'text') return '`predict` takes a text.'
  if (kind === 'table') {
    const rows = columns.map(({ name, type }) => `- \`${name}\`: ${type}`)
    return `\`predict\` takes an object with a value for each column, null where it is unknown:\n\n${rows.join('\n')}`
  }
  if (audio)
    return `\`predict\` takes an \`Int16Array\` of mono samples, ${audio.rate} a second. From a file: \`new OfflineAudioContext(1, 1, ${audio.rate}).decodeAudioData(bytes)\`, the mean of its channels times 32767.`
  const { width, height, channels } = image ?? { width: 0, height: 0, channels: 1 }
  return `\`predict\` takes a \`Uint8Array\` of ${height} rows of ${width} pixels of ${channels} ${
    channels === 1 ? 'byte (grey)' : 'bytes (red, green, blue)'
  }: the picture scaled to that size. From a canvas: \`context.getImageData(0, 0, ${width}, ${height})\`${
    channels === 1 ? ', 0.299 red + 0.587 green + 0.114 blue of each pixel' : ' without every fourth byte'
  }.`
}
