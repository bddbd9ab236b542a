import type { SentInput } from '@assay/ml-core/schema'

export type SnippetInput = { endpoint: string; input: SentInput; key?: string }

const placeholder = 'ask_YOUR_KEY'

/** Quotes for a POSIX shell: nothing inside single quotes is read but the quote itself. */
const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const isFile = (input: SentInput): boolean => typeof input === 'object' && 'b64' in input

export function curlSnippet({ endpoint, input, key = placeholder }: SnippetInput): string {
  if (isFile(input))
    return [
      `curl ${shellQuote(endpoint)} \\`,
      `  -H 'Authorization: Bearer ${key}' \\`,
      `  -H 'Content-Type: image/png' \\`,
      `  --data-binary @picture.png`,
    ].join('\n')
  return [
    `curl ${shellQuote(endpoint)} \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${shellQuote(JSON.stringify({ inputs: input }))}`,
  ].join('\n')
}

export function typescriptSnippet({ endpoint, input, key = placeholder }: SnippetInput): string {
  if (isFile(input))
    return `import { readFile } from 'node:fs/promises'

const response = await fetch(${JSON.stringify(endpoint)}, {
  method: 'POST',
  headers: {
    Authorization: 'Bearer ${key}',
    'Content-Type': 'image/png',
  },
  body: await readFile('picture.png'),
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
console.log(predictions[0].label, predictions[0].score)`
}

export function huggingFaceSnippet({ endpoint, input, key = placeholder }: SnippetInput): string {
  if (isFile(input))
    return `import { InferenceClient } from '@huggingface/inference'
import { openAsBlob } from 'node:fs'

const client = new InferenceClient('${key}')
const scores = await client.imageClassification({
  endpointUrl: ${JSON.stringify(endpoint)},
  data: await openAsBlob('picture.png', { type: 'image/png' }),
})
console.log(scores[0])`
  return `import { InferenceClient } from '@huggingface/inference'

const client = new InferenceClient('${key}')
const scores = await client.textClassification({
  endpointUrl: ${JSON.stringify(endpoint)},
  inputs: ${JSON.stringify(input)},
})
console.log(scores[0])`
}
