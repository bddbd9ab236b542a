import { expect, test } from 'vitest'
import { type ClassPlan, changesIn, editsOf, noPlan, previewPlan } from './class-plan.ts'

const classes = [
  { label: 'billing', count: 50, train: 40, validation: 5, test: 5 },
  { label: 'bills', count: 20, train: 16, validation: 2, test: 2 },
  { label: 'spam', count: 10, train: 8, validation: 1, test: 1 },
]
const filter = { labels: ['billing'], search: 'refund' }

test('a plan names every class that changes, with its rows before and after', () => {
  const plan: ClassPlan = {
    renamed: new Map([['bills', 'billing']]),
    dropped: new Set(['spam']),
    splits: [{ from: 'billing', filter, label: 'refunds', rows: 12 }],
  }
  expect(changesIn(plan)).toBe(3)
  expect(previewPlan(classes, plan)).toEqual([
    { label: 'refunds', before: 0, after: 12 },
    { label: 'spam', before: 10, after: 0 },
    { label: 'bills', before: 20, after: 0 },
    { label: 'billing', before: 50, after: 58 },
  ])
  expect(editsOf(plan)).toEqual([
    { type: 'relabel_matching', filter, label: 'refunds' },
    { type: 'drop_label', label: 'spam' },
    { type: 'rename_label', from: 'bills', to: 'billing' },
  ])
})

test('a name that another class gives away is taken up after that one has its own', () => {
  const renamed = new Map([
    ['bills', 'billing'],
    ['billing', 'invoices'],
  ])
  expect(editsOf({ ...noPlan, renamed })).toEqual([
    { type: 'rename_label', from: 'billing', to: 'invoices' },
    { type: 'rename_label', from: 'bills', to: 'billing' },
  ])
  expect(previewPlan(classes, { ...noPlan, renamed })).toEqual([
    { label: 'invoices', before: 0, after: 50 },
    { label: 'bills', before: 20, after: 0 },
    { label: 'billing', before: 50, after: 20 },
  ])
})

test('names in a circle are no plan', () => {
  const renamed = new Map([
    ['bills', 'billing'],
    ['billing', 'bills'],
  ])
  expect(editsOf({ ...noPlan, renamed })).toBeNull()
})
