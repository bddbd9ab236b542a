import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import {
  addModelVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
  textReport,
} from '../testing/index.ts'
import { getModelCard, setCardNotes } from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const notes = {
  intendedUse: 'Sorts the inbox of the help desk.',
  limits: 'English only.',
  contact: 'ml@example.com',
}

test('a card tells the data, the figures and what people say of the model, audited', async () => {
  const { modelId, modelVersionId } = await addModelVersion(owner)
  await setCardNotes(owner, { id: modelId, notes })
  const { card, markdown } = await getModelCard(owner, { id: modelVersionId })
  expect(card).toMatchObject({
    model: { name: 'Spam', version: 1, versionId: modelVersionId },
    notes,
    data: { name: 'Mails', version: 1, rows: textReport.rows },
    figures: { accuracy: textReport.test.accuracy },
  })
  for (const said of ['# Spam, version 1', ...Object.values(notes), 'Mails, version 1', 'SHA-256'])
    expect(markdown).toContain(said)
  const audited = await kit.services.dbs.sql.platform`
    select action from audit_event where subject_id = ${modelId}`
  expect(audited.map(({ action }) => action)).toContain('model.card_edited')
})

test('a card warns of the slices and classes that are answered worse', async () => {
  const { modelVersionId } = await addModelVersion(owner)
  const slice = {
    by: 'Region | zone',
    source: 'context',
    value: 'north\nwest',
    rows: 40,
    accuracy: 0.5,
    accuracyInterval: { low: 0.35, high: 0.65 },
    macroF1: 0.5,
    ece: 0.2,
    adjustedP: 0.0001,
    outcomes: [],
  }
  const report = { ...textReport, test: { ...textReport.test, accuracy: 0.9 }, slices: [slice] }
  const { modelVersion } = tables
  await kit.services.dbs.platform
    .update(modelVersion)
    .set({ report })
    .where(eq(modelVersion.id, modelVersionId))
  const { card, markdown } = await getModelCard(owner, { id: modelVersionId })
  expect(card.cautions.some((caution) => caution.includes('50.0 %'))).toBe(true)
  // What a value holds does not break the table.
  expect(markdown).toContain('| Region \\| zone: north west | 40 |')
})

test('another workspace’s card does not exist', async () => {
  const { modelId, modelVersionId } = await addModelVersion(await kit.addWorkspace())
  await expect(getModelCard(owner, { id: modelVersionId })).rejects.toMatchObject({ code: 'not_found' })
  await expect(setCardNotes(owner, { id: modelId, notes })).rejects.toMatchObject({ code: 'not_found' })
})
