import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Column, Examples } from './examples.ts'
import { config } from './fixtures/small-sets.ts'
import { trainModel } from './training/train-model.ts'

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))
const present = existsSync(folder)

/** Rows of a CSV file with quoted fields, the header first. */
function readCsv(path: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const match of readFileSync(path, 'utf8').matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === ',') continue
    if (row.length > 1) rows.push(row)
    row = []
  }
  return rows
}

function numbersOnly(values: string[]): boolean {
  return values.every((value) => value === '' || Number.isFinite(Number(value)))
}

function examplesOf(header: string[], rows: string[][], labels: string[], types: Column['type'][]): Examples {
  const numbers = Int32Array.from(rows, (row) => labels.indexOf(row.at(-1) ?? ''))
  if (header.length === 2) return { kind: 'text', texts: rows.map((row) => row[0]), labels: numbers }
  const columns = types.map((type, c): Column => {
    const values = rows.map((row) => (row[c] === '' ? null : type === 'number' ? Number(row[c]) : row[c]))
    return { name: header[c], type, values }
  })
  return { kind: 'table', columns, labels: numbers }
}

function runOn(set: string) {
  const [header, ...learned] = readCsv(`${folder}${set}/train.csv`)
  const [, ...tested] = readCsv(`${folder}${set}/test.csv`)
  const labels = [...new Set(learned.map((row) => row.at(-1) ?? ''))].sort()
  const types = header
    .slice(0, -1)
    .map((_, c): Column['type'] => (numbersOnly(learned.map((row) => row[c])) ? 'number' : 'category'))
  const split = (rows: string[][]) => examplesOf(header, rows, labels, types)
  const train = split(learned.filter((_, row) => row % 10 !== 7))
  const validation = split(learned.filter((_, row) => row % 10 === 7))
  const test = split(tested)
  const numbersOf = ({ labels: rows }: Examples) => Int32Array.from(rows, (_, row) => row)
  return trainModel({
    labels,
    train,
    validation,
    test,
    rowNumbers: { train: numbersOf(train), validation: numbersOf(validation), test: numbersOf(test) },
    config: config({ families: header.length === 2 ? ['sparse-linear'] : ['logistic'] }),
    now: () => performance.now(),
  })
}

describe.skipIf(!present)('on public data (skipped where ../shared/data is absent)', () => {
  test.each([
    ['sms_spam', 0.985, 0.03],
    ['trec6', 0.885, 0.05],
    ['penguins', 0.975, 0.06],
  ])('%s is classified at least as well as by the usual peers', async (set, accuracy, ece) => {
    const { report } = await runOn(set)
    expect(report.test.accuracy).toBeGreaterThanOrEqual(accuracy)
    expect(report.test.ece).toBeLessThanOrEqual(ece)
    expect(report.test.accuracy).toBeGreaterThan(report.baseline.accuracy)
  })
})
