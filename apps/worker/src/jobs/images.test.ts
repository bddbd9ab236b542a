import { openBundle } from '@assay/ml-core'
import type { WorkspaceCtx } from '@assay/services/core'
import { getDatasetVersion, listRows } from '@assay/services/dataset'
import { getTraining, startTraining } from '@assay/services/training'
import { zipSync } from 'fflate'
import sharp from 'sharp'
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

const shapes = {
  disc: (n: number) => `<circle cx="${14 + (n % 5)}" cy="${13 + (n % 7)}" r="8" fill="#e63"/>`,
  square: (n: number) => `<rect x="${5 + (n % 6)}" y="${4 + (n % 5)}" width="15" height="15" fill="#36e"/>`,
}
const draw = (label: keyof typeof shapes, n: number): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="32" height="32" fill="#${(n % 4) + 1}${(n % 4) + 2}2"/>${shapes[label](n)}</svg>`,
    ),
  )
    .png()
    .toBuffer()

test('a zip of drawn shapes becomes a version, a model, and answers to image files', async () => {
  const files: Record<string, Uint8Array> = {}
  for (let n = 0; n < 40; n++) {
    files[`disc/${n}.png`] = await draw('disc', n)
    files[`square/${n}.png`] = await draw('square', n)
  }
  const { workspaceId } = owner
  const datasetVersionId = await uploadFile(owner, Buffer.from(zipSync(files)), 'shapes.zip')
  await worker.ingest({ workspaceId, datasetVersionId }, { lastAttempt: false })
  const version = await getDatasetVersion(owner, { id: datasetVersionId })
  expect(version).toMatchObject({ status: 'ready', profile: { kind: 'image' } })
  const { rows } = await listRows(owner, { versionId: datasetVersionId, limit: 2 })
  expect(rows[0]?.picture).toMatch(/^data:image\/png;base64,/)

  const { jobId } = await startTraining(owner, { datasetVersionId })
  await worker.train({ workspaceId, trainingJobId: jobId }, { lastAttempt: false })
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'succeeded' })
  const key = `${workspaceId}/models/${jobId}-1.bundle`
  const model = await openBundle(await worker.services.store.get(key))
  const b64 = async (label: keyof typeof shapes) => (await draw(label, 77)).toString('base64')
  const items = await decodeFiles(
    [
      { input: { b64: await b64('disc') } },
      { input: { b64: await b64('square') }, explain: true },
      { input: model.manifest.example },
      { input: 'a text' },
      { input: { b64: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64') } },
      { input: { b64: (await draw('disc', 1)).subarray(0, 60).toString('base64') } },
    ],
    model.manifest,
  )
  const lines = await predictGroup({ model, writer: new LineWriter(model.labels) }, items)
  const parsed = lines.map((line) => JSON.parse(line.replace('!', '')) as Record<string, unknown>)
  expect(parsed.slice(0, 2).map(({ label }) => label)).toEqual(['disc', 'square'])
  expect(parsed[1]?.['explanation']).toContainEqual(expect.objectContaining({ box: expect.anything() }))
  expect(parsed.slice(3).map(({ code }) => code)).toEqual([
    'input_type',
    'unsupported_media_type',
    'input_undecodable',
  ])
})
