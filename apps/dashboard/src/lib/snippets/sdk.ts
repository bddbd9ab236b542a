import { fileOf, placeholder, type SnippetInput } from './call.ts'

/** The call through our own client. */
export function sdkSnippet({
  origin,
  deploymentId,
  input,
  key = placeholder,
  several,
}: SnippetInput): string {
  const file = fileOf(input)
  const sent = file ? `await readFile('${file.name}')` : JSON.stringify(input, null, 2)
  const lines = [
    "import { Assay } from '@assay/sdk'",
    ...(file ? ["import { readFile } from 'node:fs/promises'"] : []),
    '',
    `const assay = new Assay({ apiKey: '${key}', baseUrl: ${JSON.stringify(origin)} })`,
    `const { predictions } = await assay.predict(${JSON.stringify(deploymentId)}, ${sent})`,
    `console.log(predictions[0].${several ? 'labels' : 'label'}, predictions[0].${several ? 'scores' : 'score'})`,
  ]
  return lines.join('\n')
}
