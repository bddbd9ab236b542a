import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveVersion } from '../edit/derive-version.ts'
import type { DatasetEdit } from '../schema/index.ts'
import { newFolder, removeUploadsAfterwards, uploadReady } from '../testing/upload.ts'
import { type ComparedVersion, compareVersions } from './compare-versions.ts'

removeUploadsAfterwards()

const rows = 40
const csv = [
  'text,label',
  ...Array.from(
    { length: rows },
    (_, i) => `I found visit number ${i} very ${i % 2 ? 'good' : 'bad'},${i % 2 ? 'good' : 'bad'}`,
  ),
].join('\n')

const derive = async (from: ComparedVersion, edits: DatasetEdit[]): Promise<ComparedVersion> => {
  const folder = await newFolder()
  const path = join(folder, 'next.parquet')
  return { path, ...(await deriveVersion({ ...from, edits, outputPath: path, scratchDir: folder })) }
}

test('tells rows that were added, removed, relabelled and moved, with where they stand', async () => {
  const first = await uploadReady(csv)
  const next = await derive(first, [
    { type: 'drop_rows', rows: [0, 1] },
    { type: 'relabel', changes: [{ row: 5, label: 'mixed' }] },
    { type: 'move_rows', rows: [5], to: 'train' },
    { type: 'add_rows', rows: [{ label: 'mixed', split: 'train', values: { text: 'a new one' } }] },
  ])
  const { kept, changes, classes, totalVariation, columns } = await compareVersions(first, next)
  expect(kept).toBe(38)
  expect(changes.removed).toMatchObject({ count: 2, rows: [0, 1] })
  expect(changes.added).toMatchObject({ count: 1, rows: [38], examples: [{ excerpt: 'a new one' }] })
  expect(changes.relabelled).toMatchObject({
    count: 1,
    rows: [3],
    examples: [{ row: 3, label: { from: 'good', to: 'mixed' }, excerpt: 'I found visit number 5 very good' }],
  })
  expect(classes.find(({ label }) => label === 'mixed')).toEqual({ label: 'mixed', from: 0, to: 2 })
  // Shares 20/40, 20/40, 0 against 19/39, 18/39, 2/39.
  expect(totalVariation).toBeCloseTo((1 / 2 - 19 / 39 + (1 / 2 - 18 / 39) + 2 / 39) / 2, 10)
  expect(columns).toEqual({ added: [], removed: [], changed: [] })
})

test('a version differs from itself in nothing', async () => {
  const first = await uploadReady(csv)
  const { kept, changes, totalVariation } = await compareVersions(first, first)
  expect(kept).toBe(rows)
  for (const change of Object.values(changes)) expect(change.count).toBe(0)
  expect(totalVariation).toBe(0)
})

test('names columns that came, went and changed', async () => {
  const table = (columns: string[]) =>
    [
      ['weight', ...columns, 'label'].join(','),
      ...Array.from({ length: 40 }, (_, i) =>
        [`${(i * 7) % 23}.5`, ...columns.map((_name, c) => (i * (c + 3)) % 7), i % 2 ? 'dear' : 'cheap'].join(
          ',',
        ),
      ),
    ].join('\n')
  const first = await uploadReady(table(['length', 'width']))
  const second = await uploadReady(table(['length', 'height']))
  const { columns, kept } = await compareVersions(first, second)
  expect(columns).toMatchObject({ added: ['height'], removed: ['width'] })
  expect(kept).toBe(second.profile.rows)
})

test('whatever is dropped, relabelled and added, the comparison counts it', async () => {
  const first = await uploadReady(csv)
  const row = fc.integer({ min: 0, max: rows - 1 })
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(row, { maxLength: 8 }),
      fc.uniqueArray(row, { maxLength: 8 }),
      fc.integer({ min: 0, max: 5 }),
      async (dropped, relabelled, added) => {
        const edits: DatasetEdit[] = [
          ...(dropped.length > 0 ? [{ type: 'drop_rows' as const, rows: dropped }] : []),
          ...(relabelled.length > 0
            ? [{ type: 'relabel' as const, changes: relabelled.map((at) => ({ row: at, label: 'mixed' })) }]
            : []),
          {
            type: 'add_rows' as const,
            rows: Array.from({ length: added + 1 }, (_, i) => ({
              label: 'good',
              split: 'train' as const,
              values: { text: `new row ${i}` },
            })),
          },
        ]
        const next = await derive(first, edits).catch(() => null)
        // Too few rows may be left of a split: nothing to compare.
        if (!next) return
        const { kept, changes } = await compareVersions(first, next)
        expect(changes.removed.count).toBe(dropped.length)
        expect(changes.added.count).toBe(added + 1)
        expect(changes.relabelled.count).toBe(relabelled.filter((at) => !dropped.includes(at)).length)
        expect(kept + changes.added.count).toBe(next.profile.rows)
        const back = await compareVersions(next, first)
        expect(back.changes.added.count).toBe(changes.removed.count)
        expect(back.changes.relabelled.count).toBe(changes.relabelled.count)
      },
    ),
    { numRuns: 12 },
  )
})
