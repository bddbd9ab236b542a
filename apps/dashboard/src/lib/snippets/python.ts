import { asTextColumns, fileOf, placeholder, type SnippetInput } from './call.ts'

/** A value as Python writes it; texts of JSON are texts of Python. */
const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, one]) => `${JSON.stringify(name)}: ${literal(one)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}

/** The call with what Python brings along: nothing has to be installed. */
export function pythonSnippet({ endpoint, input, key = placeholder, several }: SnippetInput): string {
  const file = fileOf(input)
  const body = file
    ? `open("${file.name}", "rb").read()`
    : `json.dumps({"inputs": ${literal(input)}}).encode()`
  return `import json
from urllib.request import Request, urlopen

request = Request(
    ${JSON.stringify(endpoint)},
    data=${body},
    headers={
        "Authorization": "Bearer ${key}",
        "Content-Type": "${file?.type ?? 'application/json'}",
    },
)
with urlopen(request, timeout=30) as response:
    prediction = json.load(response)["predictions"][0]
print(prediction["${several ? 'labels' : 'label'}"], prediction["${several ? 'scores' : 'score'}"])`
}

/** The call with huggingface_hub. */
export function huggingFacePythonSnippet(call: SnippetInput): string {
  const { huggingFaceEndpoint, input, key = placeholder } = call
  const file = fileOf(input)
  const asked = file
    ? `${file.task === 'audioClassification' ? 'audio' : 'image'}_classification("${file.name}")`
    : typeof input === 'object'
      ? `tabular_classification(${literal(asTextColumns(input))})`
      : `text_classification(${literal(input)})`
  return `from huggingface_hub import InferenceClient

client = InferenceClient(model=${JSON.stringify(huggingFaceEndpoint)}, token="${key}")
print(client.${asked})`
}
