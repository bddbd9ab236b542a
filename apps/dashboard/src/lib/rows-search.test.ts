import { expect, test } from 'vitest'
import { readRowsSearch } from './rows-search.ts'

const said = (raw: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(readRowsSearch(raw)).filter(([, value]) => value !== undefined))

test('a filter and an order survive the way through an address', () => {
  const search = {
    search: 'parcel',
    labels: ['billing', '7'],
    split: 'test',
    where: [
      { column: 'age', from: -1.5, below: 20 },
      { column: 'city', is: 'Bonn' },
      { column: 'note', missing: true, minLength: 0, maxLength: 10 },
    ],
    sort: { column: 'text', by: 'length', descending: true },
    at: 900_000,
    row: 0,
  }
  expect(said(JSON.parse(JSON.stringify(search)))).toEqual(search)
})

test('one label from an older address is a list of one', () => {
  expect(said({ label: 'spam' })).toEqual({ labels: ['spam'] })
  expect(said({ label: 12 })).toEqual({ labels: ['12'] })
})

test('whatever else a person types there says nothing', () => {
  expect(
    said({
      labels: [{}, ''],
      where: [7, { column: 'age' }, { is: 'x' }, { column: 'a', from: 'x', minLength: -1 }],
      sort: 'age',
      at: -3,
      row: 1.5,
      split: 'all',
    }),
  ).toEqual({})
})
