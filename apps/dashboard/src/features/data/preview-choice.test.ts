import type { PreviewColumn, UploadPreview } from '@assay/datasets/schema'
import { expect, test } from 'vitest'
import { askedOf, rolesOf, withRole } from './preview-choice.ts'

const column = (name: string, role: PreviewColumn['role'], canBeIndicator = false): PreviewColumn => ({
  name,
  type: canBeIndicator ? 'number' : 'category',
  role,
  note: null,
  distinct: 2,
  samples: [],
  canBeIndicator,
})
const preview: UploadPreview = {
  kind: 'text',
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  from: null,
  isWhole: true,
  rows: 10,
  columns: [
    column('text', 'text'),
    column('label', 'label'),
    column('a', 'ignored', true),
    column('b', 'feature', true),
  ],
  preview: [],
  labelFormat: 'single',
  question: null,
  labelCandidates: [],
  labelLists: [],
  classes: [],
  refused: 0,
  refusals: [],
  repairs: [],
}
const roles = rolesOf(preview)

test('what nobody touched is left to the reading of the whole file', () => {
  expect(askedOf(preview, null)).toEqual({})
})

test('a role that one column has leaves the other that had it', () => {
  expect(withRole(preview, roles, 'a', 'label')).toMatchObject({ a: 'label', label: 'feature' })
  expect(withRole(preview, roles, 'label', 'text')).toMatchObject({ label: 'text', text: 'feature' })
})

test('columns of 0 and 1 are labels together, and asked for as such', () => {
  const both = withRole(preview, withRole(preview, roles, 'a', 'label'), 'b', 'label')
  expect(both).toMatchObject({ a: 'label', b: 'label', label: 'feature' })
  expect(askedOf(preview, { roles: both, format: 'single' })).toEqual({
    indicatorColumns: ['a', 'b'],
    kind: 'text',
    textColumn: 'text',
  })
})

test('without a text the rows are a table, and what was left out by hand is named', () => {
  const next = withRole(preview, withRole(preview, roles, 'text', 'ignored'), 'b', 'weight')
  expect(askedOf(preview, { roles: next, format: '|' })).toEqual({
    labelColumn: 'label',
    labelFormat: '|',
    kind: 'table',
    weightColumn: 'b',
    ignoredColumns: ['text'],
  })
})
