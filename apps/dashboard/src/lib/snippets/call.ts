import type { SentInput, TableRow } from '@assay/ml-core/schema'

/** `several`: the model answers any number of labels. */
export type SnippetInput = {
  /** The server, without a slash at the end. */
  origin: string
  deploymentId: string
  endpoint: string
  huggingFaceEndpoint: string
  input: SentInput
  key?: string
  several?: boolean
}

export const placeholder = 'ask_YOUR_KEY'

/** Quotes for a POSIX shell: nothing inside single quotes is read but the quote itself. */
const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A WAV file's first bytes, RIFF, in base64. */
const wavMark = 'UklGR'

/** How a call with a file is written; null for other inputs. */
export const fileOf = (input: SentInput): { name: string; type: string; task: string } | null => {
  if (typeof input !== 'object' || !('b64' in input)) return null
  return String(input['b64']).startsWith(wavMark)
    ? { name: 'sound.wav', type: 'audio/wav', task: 'audioClassification' }
    : { name: 'picture.png', type: 'image/png', task: 'imageClassification' }
}

export function curlSnippet({ endpoint, input, key = placeholder }: SnippetInput): string {
  const file = fileOf(input)
  if (file)
    return [
      `curl ${shellQuote(endpoint)} \\`,
      `  -H 'Authorization: Bearer ${key}' \\`,
      `  -H 'Content-Type: ${file.type}' \\`,
      `  --data-binary @${file.name}`,
    ].join('\n')
  return [
    `curl ${shellQuote(endpoint)} \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${shellQuote(JSON.stringify({ inputs: input }))}`,
  ].join('\n')
}

export function typescriptSnippet({ endpoint, input, key = placeholder, several }: SnippetInput): string {
  const file = fileOf(input)
  if (file)
    return `import { readFile } from 'node:fs/promises'

const response = await fetch(${JSON.stringify(endpoint)}, {
  method: 'POST',
  headers: {
    Authorization: 'Bearer ${key}',
    'Content-Type': '${file.type}',
  },
  body: await readFile('${file.name}'),
})
if (!response.ok) throw new Error(await response.text())
const { predictions } = await response.json()
console.log(predictions[0].label, predictions[0].score)`
  const inputs = JSON.stringify(input, null, 2).replaceAll('\n', '\n    ')
  return `const response = await fetch(${JSON.stringify(endpoint)}, {
  method: 'POST',
  headers: {
    Authorization: 'Bearer ${key}',
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({
    inputs: ${inputs},
  }),
})
if (!response.ok) throw new Error(await response.text())
const { predictions } = await response.json()
console.log(${several ? 'predictions[0].labels, predictions[0].scores' : 'predictions[0].label, predictions[0].score'})`
}

/** One row as the client sends tables: columns of texts. */
export const asTextColumns = (row: TableRow): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, [value === null ? '' : String(value)]]),
  )

export function huggingFaceSnippet({
  huggingFaceEndpoint,
  input,
  key = placeholder,
  several,
}: SnippetInput): string {
  const file = fileOf(input)
  if (file)
    return `import { InferenceClient } from '@huggingface/inference'
import { openAsBlob } from 'node:fs'

const client = new InferenceClient('${key}')
const scores = await client.${file.task}({
  endpointUrl: ${JSON.stringify(huggingFaceEndpoint)},
  data: await openAsBlob('${file.name}', { type: '${file.type}' }),
})
console.log(scores[0])`
  if (typeof input === 'object')
    return `import { InferenceClient } from '@huggingface/inference'

const client = new InferenceClient('${key}')
// Each row's label, as an index into the model's list of labels.
const [index] = await client.tabularClassification({
  endpointUrl: ${JSON.stringify(huggingFaceEndpoint)},
  inputs: {
    data: ${JSON.stringify(asTextColumns(input), null, 2).replaceAll('\n', '\n    ')},
  },
})
console.log(index)`
  return `import { InferenceClient } from '@huggingface/inference'

const client = new InferenceClient('${key}')
const scores = await client.textClassification({
  endpointUrl: ${JSON.stringify(huggingFaceEndpoint)},
  inputs: ${JSON.stringify(input)},
})
console.log(${several ? 'scores' : 'scores[0]'})`
}
