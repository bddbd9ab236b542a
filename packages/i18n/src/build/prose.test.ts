import { expect, it } from 'vitest'
import { looksLikeProse } from './prose.ts'

it('takes sentences and headings for text', () => {
  for (const text of [
    'Cancel',
    'E-mail',
    'Not installed.',
    'of the test rows',
    'made from version \0',
    '\0 added',
    'Who’s who?',
  ])
    expect(looksLikeProse(text), text).toBe(true)
})

it('takes names, classes, paths and queries for code', () => {
  for (const text of [
    'running',
    'grid gap-5',
    'text-[13px] text-soft',
    '/data',
    'PageSkeleton',
    'application/json',
    '(min-width: 640px)',
    '\0-\0',
    'bg-\0',
    'GET /v1',
  ])
    expect(looksLikeProse(text), text).toBe(false)
})
