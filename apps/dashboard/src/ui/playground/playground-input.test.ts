import type { InputColumn, Manifest } from '@assay/ml-core/schema'
import { describe, expect, it } from 'vitest'
import { exampleRow, readRow } from './playground-input.ts'

const columns: InputColumn[] = [
  { name: 'age', type: 'number', categories: [], example: 54 },
  { name: 'sex', type: 'category', categories: ['M', 'F'], example: 'M' },
  { name: 'smoker', type: 'boolean', categories: [], example: false },
  { name: 'seen', type: 'date', categories: [], example: '2026-04-01' },
]
const manifest: Pick<Manifest, 'columns' | 'example'> = {
  columns,
  example: { age: 61, sex: 'F', smoker: true },
}

describe('playground input', () => {
  it('prefills the real example, and each column’s typical value where it has none', () => {
    expect(exampleRow(manifest)).toEqual({ age: '61', sex: 'F', smoker: 'true', seen: '2026-04-01' })
  })

  it('sends each column in its own type, and an empty field as an absent value', () => {
    expect(readRow(columns, { age: ' 61.5 ', sex: 'F', smoker: 'true', seen: '' })).toEqual({
      age: 61.5,
      sex: 'F',
      smoker: true,
      seen: null,
    })
  })

  it('leaves what is no number as it was typed, so that the server can name the column', () => {
    expect(readRow(columns, { age: 'old' })).toMatchObject({ age: 'old' })
  })
})
