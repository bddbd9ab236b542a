import { InferenceClient } from '@huggingface/inference'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import { callPredict, openTenant, readUsage, type Served, serve } from './platform.ts'
import { makeTone, makeTones } from './sounds.ts'
import { removeHome, type System, startSystem } from './system.ts'

let system: System
let tenant: Client
let served: Served

beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
  served = await serve(tenant, { name: 'tones.zip', body: makeTones(40) }, {})
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

const sound = (bytes: Uint8Array<ArrayBuffer>, type: string) => new Blob([bytes], { type })
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

describe('a classifier of sounds, from a ZIP of WAV files to its callers', () => {
  it('answers the Hugging Face client’s audio classification, typed or not', async () => {
    const client = new InferenceClient(served.key, {
      endpointUrl: `${system.url}/hf/${served.deploymentId}`,
    })
    for (const type of ['audio/wav', '']) {
      const scores = await client.audioClassification({ data: sound(makeTone('rising', 91), type) })
      expect(scores.map(({ label }) => label)).toEqual(['rising', 'falling'])
      expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5)
    }
  })

  it('answers base64 and the file itself alike at the native door, with stretches of time and pitch', async () => {
    const file = makeTone('falling', 92)
    const explained = await callPredict(system.url, served, {
      inputs: { b64: base64(file) },
      explain: true,
    })
    expect(explained.status).toBe(200)
    const body = (await explained.json()) as { predictions: { label: string; explanation: object[] }[] }
    expect(body.predictions[0]).toMatchObject({ label: 'falling' })
    expect(body.predictions[0]?.explanation).toContainEqual(
      expect.objectContaining({ start: expect.any(Number), end: expect.any(Number), box: expect.anything() }),
    )
    const raw = await fetch(`${system.url}/v1/predict/${served.deploymentId}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${served.key}`, 'content-type': 'audio/wav' },
      body: file,
    })
    expect(await raw.json()).toMatchObject({ predictions: [{ label: 'falling' }] })
  })

  it('refuses what is no sound, or a broken one, with the reason, and bills none of it', async () => {
    const { used } = await readUsage(tenant)
    const cut = makeTone('rising', 1).slice(0, 600)
    for (const [inputs, status, reason] of [
      ['a text', 400, /base64/],
      [{ b64: base64(Buffer.from('ID3 no wave at all')) }, 415, /not a WAV/],
      [{ b64: base64(cut) }, 422, /cut short/],
    ] as const) {
      const response = await callPredict(system.url, served, { inputs })
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(reason) } })
    }
    expect((await readUsage(tenant)).used).toBe(used)
  })
})
