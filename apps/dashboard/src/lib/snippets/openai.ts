import { placeholder, type SnippetInput } from './call.ts'

/** The call as a moderation; null where the input is no text. */
export function openAiSnippet({
  origin,
  deploymentId,
  input,
  key = placeholder,
}: SnippetInput): string | null {
  if (typeof input !== 'string') return null
  return `import OpenAI from 'openai'

const client = new OpenAI({ apiKey: '${key}', baseURL: ${JSON.stringify(`${origin}/v1`)} })
const { results } = await client.moderations.create({
  model: ${JSON.stringify(deploymentId)},
  input: ${JSON.stringify(input)},
})
console.log(results[0].category_scores)`
}
