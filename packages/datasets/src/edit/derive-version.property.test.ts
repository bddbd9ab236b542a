import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DatasetUnusable } from '../errors.ts'
import { pageRows } from '../page-rows.ts'
import type { DatasetEdit, DatasetProfile } from '../schema/index.ts'
import { newFolder, removeUploadsAfterwards, reviews, uploadReady } from '../testing/upload.ts'
import { deriveVersion } from './derive-version.ts'

removeUploadsAfterwards()

type Version = { path: string; profile: DatasetProfile; sha256: string }

const derive = async (from: Version, edits: DatasetEdit[]): Promise<Version> => {
  const folder = await newFolder()
  const path = join(folder, 'next.parquet')
  return { path, ...(await deriveVersion({ ...from, edits, outputPath: path, scratchDir: folder })) }
}
const rowsOf = async ({ path, profile }: Version) =>
  (await pageRows({ path, profile, offset: 0, limit: 500 })).rows.map(({ label, split, values }) => ({
    text: String(values['text']),
    label,
    split,
  }))

const row = fc.integer({ min: 0, max: 29 })
const rows = fc.uniqueArray(row, { minLength: 1, maxLength: 3 })
const edit: fc.Arbitrary<DatasetEdit> = fc.oneof(
  fc.record({ type: fc.constant('drop_rows' as const), rows }),
  rows.chain((chosen) =>
    fc.constantFrom('good', 'bad', 'so-so').map((label) => ({
      type: 'relabel' as const,
      changes: chosen.map((one) => ({ row: one, label })),
    })),
  ),
  fc.record({
    type: fc.constant('move_rows' as const),
    rows,
    to: fc.constantFrom('train', 'test', 'validation'),
  }),
  fc.constant({ type: 'rename_label' as const, from: 'bad', to: 'poor' }),
)

test('after any edits counts add up, rows nobody touched keep label and split, and the same content has the same digest', async () => {
  const first: Version = await uploadReady(reviews(40))
  const before = await rowsOf(first)
  let applied = 0
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const attempt = await derive(first, edits).catch((error: unknown) => {
        if (error instanceof DatasetUnusable) return null
        throw error
      })
      if (attempt === null) return
      applied++
      const { profile, sha256 } = attempt
      const after = await rowsOf(attempt)
      const { train, validation, test: tested } = profile.splits
      expect(train + validation + tested).toBe(profile.rows)
      expect(profile.classes.reduce((total, { count }) => total + count, 0)).toBe(profile.rows)
      for (const one of profile.classes) expect(one.train + one.validation + one.test).toBe(one.count)
      expect(after).toHaveLength(profile.rows)
      const touched = new Set(
        edits.flatMap((one) =>
          one.type === 'relabel'
            ? one.changes.map(({ row: at }) => at)
            : 'rows' in one
              ? (one.rows as number[])
              : [],
        ),
      )
      const renamed = edits.some(({ type }) => type === 'rename_label')
      const byText = new Map(after.map((one) => [one.text, one]))
      for (const [at, { text, label, split }] of before.entries())
        if (!touched.has(at))
          expect(byText.get(text)).toEqual({
            text,
            split,
            label: renamed && label === 'bad' ? 'poor' : label,
          })
      expect((await derive(first, edits)).sha256).toBe(sha256)
      const unchanged = JSON.stringify(after) === JSON.stringify(before)
      expect(sha256 === first.sha256).toBe(unchanged)
    }),
    { numRuns: 15 },
  )
  expect(applied).toBeGreaterThan(5)
}, 120_000)

test('the same rows in another file, delimiter or line end are the same version', async () => {
  const one = await uploadReady(reviews(40))
  const again = await uploadReady(reviews(40, [], '\r\n').replaceAll(',', ';'))
  const lines = reviews(40)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) =>
      JSON.stringify(Object.fromEntries(line.split(',').map((cell, at) => [at ? 'label' : 'text', cell]))),
    )
  const json = await uploadReady(lines.join('\n'), { fileName: 'a.jsonl' })
  expect([again.sha256, json.sha256]).toEqual([one.sha256, one.sha256])
})
