import type { PredictionInput } from '@assay/ml-core/schema'

export type SnippetInput = { endpoint: string; input: PredictionInput; key?: string }

const placeholder = 'ask_YOUR_KEY'

/** Quotes for a POSIX shell: nothing inside single quotes is read but the quote itself. */
const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export function curlSnippet({ endpoint, input, key = placeholder }: SnippetInput): string {
  return [
    `curl ${shellQuote(endpoint)} \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${shellQuote(JSON.stringify({ inputs: input }))}`,
  ].join('\n')
}

export function typescriptSnippet({ endpoint, input, key = placeholder }: SnippetInput): string {
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
  return `import { InferenceClient } from '@huggingface/inference'

const client = new InferenceClient('${key}')
const scores = await client.textClassification({
  endpointUrl: ${JSON.stringify(endpoint)},
  inputs: ${JSON.stringify(input)},
})
console.log(scores[0])`
}
