import { openBundle } from '@assay/ml-core'
import type { WorkspaceCtx } from '@assay/services/core'
import { getClip, getDatasetVersion, listRows } from '@assay/services/dataset'
import { getTraining, startTraining } from '@assay/services/training'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeFiles } from '../hosting/decode-files.ts'
import { LineWriter } from '../hosting/line-writer.ts'
import { predictGroup } from '../hosting/predict-group.ts'
import { openWorker, type TestWorker, uploadFile } from '../testing/fixture.ts'

let worker: TestWorker
let owner: WorkspaceCtx
beforeAll(async () => {
  worker = await openWorker()
  owner = await worker.addWorkspace()
})
afterAll(() => worker?.close())

const rate = 8000
const heights = { falling: [1800, 600], rising: [600, 1800] }

/** A tone that glides up or down, as a WAV file. */
const play = (label: keyof typeof heights, n: number): Buffer => {
  const samples = 1600 + 40 * (n % 17)
  const [from = 0, to = 0] = heights[label]
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    file.writeUInt16LE(value, at)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * 2, 28)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  let phase = n
  for (let i = 0; i < samples; i++) {
    phase += (2 * Math.PI * (0.9 + (n % 9) / 40) * (from + ((to - from) * i) / samples)) / rate
    file.writeInt16LE(Math.round(9000 * Math.sin(phase) + 200 * Math.sin(i * i * (n + 1))), 44 + 2 * i)
  }
  return file
}

test('a zip of tones becomes a version, a model, and answers to sound files', async () => {
  const files: Record<string, Uint8Array> = {}
  for (let n = 0; n < 40; n++) {
    files[`falling/${n}.wav`] = play('falling', n)
    files[`rising/${n}.wav`] = play('rising', n)
  }
  const { workspaceId } = owner
  const datasetVersionId = await uploadFile(owner, Buffer.from(zipSync(files)), 'tones.zip')
  await worker.ingest({ workspaceId, datasetVersionId }, { lastAttempt: false })
  const version = await getDatasetVersion(owner, { id: datasetVersionId })
  expect(version).toMatchObject({ status: 'ready', profile: { kind: 'audio' } })
  const { rows } = await listRows(owner, { versionId: datasetVersionId, limit: 2 })
  expect(rows[0]?.clip?.peaks).toHaveLength(80)
  const clip = await getClip(owner, { versionId: datasetVersionId, row: 0 })
  expect(Buffer.from(clip.b64, 'base64').toString('latin1', 0, 4)).toBe('RIFF')
  await expect(getClip(owner, { versionId: datasetVersionId, row: 80 })).rejects.toMatchObject({
    code: 'not_found',
  })
  const stranger = await worker.addWorkspace()
  await expect(getClip(stranger, { versionId: datasetVersionId, row: 0 })).rejects.toMatchObject({
    code: 'not_found',
  })

  const { jobId } = await startTraining(owner, { datasetVersionId })
  await worker.train({ workspaceId, trainingJobId: jobId }, { lastAttempt: false })
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'succeeded' })
  const key = `${workspaceId}/models/${jobId}-1.bundle`
  const model = await openBundle(await worker.services.store.get(key))
  const b64 = (label: keyof typeof heights) => play(label, 77).toString('base64')
  const items = await decodeFiles(
    [
      { input: { b64: b64('falling') } },
      { input: { b64: b64('rising') }, explain: true },
      { input: model.manifest.example },
      { input: 'a text' },
      { input: { b64: Buffer.from('ID3 no wave at all').toString('base64') } },
      { input: { b64: play('rising', 1).subarray(0, 600).toString('base64') } },
    ],
    model.manifest,
  )
  const lines = await predictGroup({ model, writer: new LineWriter(model.labels) }, items)
  const parsed = lines.map((line) => JSON.parse(line.replace('!', '')) as Record<string, unknown>)
  expect(parsed.slice(0, 2).map(({ label }) => label)).toEqual(['falling', 'rising'])
  expect(parsed[1]?.['explanation']).toContainEqual(
    expect.objectContaining({ start: expect.any(Number), box: expect.anything() }),
  )
  expect(parsed.slice(3).map(({ code }) => code)).toEqual([
    'input_type',
    'unsupported_media_type',
    'input_undecodable',
  ])
})
