import { curlSnippet, huggingFaceSnippet, type SnippetInput, typescriptSnippet } from './call.ts'
import { openAiSnippet } from './openai.ts'
import { huggingFacePythonSnippet, pythonSnippet } from './python.ts'
import { sdkSnippet } from './sdk.ts'

/** Every way in which the call is shown; null where it cannot carry the input. */
export const snippetLanguages = [
  { value: 'curl', label: 'curl', write: curlSnippet },
  { value: 'sdk', label: 'TypeScript SDK', write: sdkSnippet },
  { value: 'typescript', label: 'fetch', write: typescriptSnippet },
  { value: 'python', label: 'Python', write: pythonSnippet },
  { value: 'hf', label: 'Hugging Face', write: huggingFaceSnippet },
  { value: 'hf-python', label: 'Hugging Face (Python)', write: huggingFacePythonSnippet },
  { value: 'openai', label: 'OpenAI', write: openAiSnippet },
] as const satisfies readonly {
  value: string
  label: string
  write: (call: SnippetInput) => string | null
}[]

export type SnippetLanguage = (typeof snippetLanguages)[number]['value']
