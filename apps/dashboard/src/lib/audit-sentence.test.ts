import { expect, test } from 'vitest'
import { auditSentence } from './audit-sentence.ts'

const entry = { subjectId: 'ds_1', subjectName: null, detail: {} }

test('an entry names what it is about as it is called, or was called, or by its id', () => {
  const action = 'dataset.created'
  expect(auditSentence({ ...entry, action, subjectName: 'Mails' })).toBe('Created the dataset Mails')
  expect(auditSentence({ ...entry, action, detail: { name: 'Mails' } })).toBe('Created the dataset Mails')
  expect(auditSentence({ ...entry, action })).toBe('Created the dataset ds_1')
})

test('an action without a sentence is shown by its words', () => {
  expect(auditSentence({ ...entry, action: 'some_thing.done_again' })).toBe('Some thing done again')
})
