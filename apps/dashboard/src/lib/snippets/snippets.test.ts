import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { curlSnippet, huggingFaceSnippet, typescriptSnippet } from './call.ts'

const origin = 'https://assay.example'
const endpoint = `${origin}/v1/predict/dep_1`
const at = { origin, endpoint, deploymentId: 'dep_1', huggingFaceEndpoint: `${origin}/hf/dep_1` }
const nasty = `It's $HOME \`id\` "quoted" \\ 中文\nnext line'; echo pwned`

describe('snippets', () => {
  it('hands a shell exactly the input, whatever characters it holds', () => {
    const printed = curlSnippet({ ...at, input: nasty }).replace(/^curl/, `printf '%s\\0'`)
    const [url, , , , , flag, body] = execFileSync('sh', ['-c', printed], { encoding: 'utf8' }).split('\0')
    expect(url).toBe(endpoint)
    expect(flag).toBe('-d')
    expect(JSON.parse(body ?? '')).toEqual({ inputs: nasty })
  })

  it('writes TypeScript that sends exactly the input', async () => {
    const row = { Age: 54, Sex: 'M', "it's": null }
    const sent: unknown[] = []
    const fetchStub = async (_: string, options: { body: string }) => {
      sent.push(JSON.parse(options.body))
      return { ok: true, json: async () => ({ predictions: [{ label: 'a', score: 1 }] }) }
    }
    const run = new Function(
      'fetch',
      'console',
      `return (async () => {${typescriptSnippet({ ...at, input: row })}})()`,
    )
    await run(fetchStub, { log: () => undefined })
    expect(sent).toEqual([{ inputs: row }])
  })

  it('sends files as what they are, told by their first bytes', () => {
    const sound = { ...at, input: { b64: btoa('RIFF....WAVE') } }
    const picture = { ...at, input: { b64: btoa('\x89PNG') } }
    for (const snippet of [curlSnippet, typescriptSnippet, huggingFaceSnippet]) {
      for (const part of ['audio/wav', 'sound.wav']) expect(snippet(sound)).toContain(part)
      for (const part of ['image/png', 'picture.png']) expect(snippet(picture)).toContain(part)
    }
    expect(huggingFaceSnippet(sound)).toContain('client.audioClassification(')
  })
})
