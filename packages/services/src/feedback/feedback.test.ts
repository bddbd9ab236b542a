import { newId } from '@assay/db'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { createDeployment, deploy } from '../deployment/index.ts'
import { annotateItem, nextItems, previewPublish } from '../labelling/index.ts'
import { type CallRecord, keepCalls } from '../request/index.ts'
import {
  addCall,
  addModelVersion,
  addNextModelVersion,
  type ModelLineage,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '../testing/index.ts'
import { recordPredictions } from '../usage/index.ts'
import { measureAccuracy } from './accuracy.ts'
import { feedbackAccuracy, giveFeedback, settleFeedback } from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
let lineage: ModelLineage
let deploymentId: string
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())
beforeEach(async () => {
  owner = await kit.addWorkspace()
  lineage = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId: lineage.modelVersionId })).id
})

const call = (more: Partial<CallRecord> = {}) =>
  addCall(owner, { deploymentId, modelVersionId: lineage.modelVersionId }, more)
const capture = (input: string): Partial<CallRecord> => ({
  capture: {
    redact: [],
    keepDays: 7,
    rows: [{ place: 0, input, answer: { label: 'ham', score: 0.9, runnerUp: 0.1 } }],
  },
})
const accuracy = () => feedbackAccuracy(owner, { deploymentId })
const queue = () => nextItems(owner, { datasetId: lineage.datasetId, queue: 'production' })

test('without anything captured, labels and yes or no give the accuracy of each version', async () => {
  await giveFeedback(owner, { prediction_id: `${await call()}-0`, label: 'ham' })
  await giveFeedback(owner, { prediction_id: await call(), label: 'spam' })
  expect(await giveFeedback(owner, { prediction_id: await call(), correct: true })).toMatchObject({
    correct: true,
    queued: false,
  })
  const next = await addNextModelVersion(owner, lineage, 2)
  await deploy(owner, { id: deploymentId, modelVersionId: next.modelVersionId })
  const of = { deploymentId, modelVersionId: next.modelVersionId }
  await giveFeedback(owner, { prediction_id: await addCall(owner, of), correct: false })
  const { versions, ...all } = await accuracy()
  expect(all).toMatchObject({ total: 4, judged: 4, correct: 2, share: 0.5 })
  expect(versions).toMatchObject([
    { number: 2, judged: 1, correct: 0 },
    { number: 1, judged: 3, correct: 2 },
  ])
})

test('the interval is Wilson’s: 8 of 10 lies between 49 and 94 percent', () => {
  const { low, high } = measureAccuracy(8, 10)
  expect(low).toBeCloseTo(0.4902, 4)
  expect(high).toBeCloseTo(0.9433, 4)
  expect(measureAccuracy(0, 0)).toMatchObject({ share: null, low: 0, high: 1 })
})

test('said again, the last word holds and is counted once, also by twenty at once', async () => {
  const id = await call()
  const said = Array.from({ length: 20 }, (_, i) =>
    giveFeedback(owner, { prediction_id: id, label: i % 2 ? 'ham' : 'spam' }),
  )
  expect(new Set((await Promise.all(said)).map((receipt) => receipt.id)).size).toBe(1)
  await giveFeedback(owner, { prediction_id: id, label: 'ham' })
  expect(await accuracy()).toMatchObject({ total: 1, correct: 1 })
})

test('a captured row of which somebody said what is right is asked about first, with what they said', async () => {
  await call(capture('calm'))
  const id = await call(capture('wrong one'))
  expect(await giveFeedback(owner, { prediction_id: id, label: 'spam', comment: 'a scam' })).toMatchObject({
    correct: false,
    queued: true,
  })
  const [first, second] = await queue()
  expect(first).toMatchObject({
    input: 'wrong one',
    reason: { type: 'feedback', label: 'spam', correct: false, comment: 'a scam' },
  })
  expect(second).toMatchObject({ input: 'calm', reason: { type: 'call' } })
  await annotateItem(owner, { itemId: first!.id, label: 'spam' })
  expect(await previewPublish(owner, { datasetId: lineage.datasetId })).toMatchObject({
    added: 1,
    perClass: [{ label: 'spam', count: 1 }],
  })
  expect(await giveFeedback(owner, { prediction_id: id, label: 'ham' })).toMatchObject({ queued: false })
})

test('feedback that is faster than the log of its call is judged once that is written', async () => {
  const requestId = newId('req')
  const { workspaceId } = owner
  const of = { deploymentId, modelVersionId: lineage.modelVersionId }
  await recordPredictions(kit.services, { workspaceId, ...of }, [
    { requestId, quantity: 1, apiKeyId: null, endUserId: null, idempotencyKey: null, response: null },
  ])
  const { id, correct } = await giveFeedback(owner, { prediction_id: requestId, label: 'spam' })
  expect(correct).toBeNull()
  expect(await accuracy()).toMatchObject({ total: 1, judged: 0 })
  expect(await kit.queued('feedback.settle')).toContainEqual({ workspaceId, feedbackId: id })
  const written = { requestId, workspaceId, ...of, apiKeyId: null, endUserId: null, status: 200, code: null }
  await keepCalls(kit.services, [
    {
      ...written,
      latencyMs: 1,
      inputs: 1,
      answers: [{ label: 'ham', score: 0.9 }],
      at: owner.now(),
      capture: capture('late').capture ?? null,
    },
  ])
  await settleFeedback(kit.services, { workspaceId, feedbackId: id })
  await settleFeedback(kit.services, { workspaceId, feedbackId: id })
  expect(await accuracy()).toMatchObject({ total: 1, judged: 1, correct: 0 })
  expect(await queue()).toMatchObject([{ input: 'late', reason: { type: 'feedback', label: 'spam' } }])
})

test('what makes no sense is refused by name, and counts nothing', async () => {
  const id = await call()
  const two = await call({ answers: [1, 2].map(() => ({ label: 'ham', score: 1 })) })
  const refusals: [object, string][] = [
    [{ prediction_id: id, label: 'eggs' }, 'label'],
    [{ prediction_id: id, labels: ['ham'] }, 'label'],
    [{ prediction_id: id, label: 'spam', correct: true }, 'correct'],
    [{ prediction_id: two, correct: true }, 'prediction_id'],
  ]
  for (const [input, param] of refusals)
    await expect(giveFeedback(owner, input)).rejects.toMatchObject({ code: 'invalid_request', param })
  expect(() => giveFeedback(owner, { prediction_id: id })).toThrow('Say what is right')
  expect(await accuracy()).toMatchObject({ total: 0 })
})

test('a prediction that is unknown, foreign, of another deployment or place is not found', async () => {
  const id = await call()
  const stranger = await kit.addWorkspace()
  const other = (await createDeployment(owner, { name: 'Other', modelVersionId: lineage.modelVersionId })).id
  const attempts = [
    () => giveFeedback(owner, { prediction_id: newId('req'), correct: true }),
    () => giveFeedback(owner, { prediction_id: 'nonsense', correct: true }),
    () => giveFeedback(owner, { prediction_id: `${id}-1`, correct: true }),
    () => giveFeedback(owner, { prediction_id: id, correct: true }, other),
    () => giveFeedback(stranger, { prediction_id: id, correct: true }),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
})
