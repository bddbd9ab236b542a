import { expect, test } from 'vitest'
import { writeTypes } from './write-types.ts'

const common = { model_version: 'mdv_1', version: 2 }

test('a table’s columns and labels are named, whatever characters they hold', () => {
  const written = writeTypes([
    {
      ...common,
      id: 'dep_1',
      kind: 'table',
      answers: 'one',
      labels: ['it’s "so"', 'no\nway'],
      columns: [
        { name: 'Beak (mm)', type: 'number' },
        { name: 'Island', type: 'category', categories: ['Dream'] },
        { name: 'seen', type: 'date' },
      ],
    },
  ])
  expect(written).toBe(`// Written by assay-sdk types. Write it anew after deploying another version.

export type Deployments = {
  /** Version 2 (mdv_1). */
  "dep_1": {
    input: {
      "Beak (mm)": number | null
      "Island": "Dream" | (string & {}) | null
      "seen": string | number | null
    }
    label: "it’s \\"so\\"" | "no\\nway"
    answers: "one"
  }
}
`)
})

test('pictures and sounds are bytes, and several labels are told from one', () => {
  const written = writeTypes([
    { ...common, id: 'dep_2', kind: 'image', answers: 'several', labels: ['a'], columns: [] },
  ])
  expect(written).toContain("import type { Media } from '@assay/sdk'")
  expect(written).toContain('input: Media')
  expect(written).toContain('answers: "several"')
})
