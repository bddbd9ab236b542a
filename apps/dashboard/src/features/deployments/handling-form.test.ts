import { expect, test } from 'vitest'
import { formOf, readHandling } from './handling-form.ts'

const capture = { sampleRate: 0.255, belowScore: 0.7, keepDays: 14, redact: ['email' as const] }

test('what is saved is what is shown again', () => {
  for (const handling of [
    { capture: null, maskInputs: [] },
    { capture, maskInputs: ['iban' as const] },
    { capture: { ...capture, belowScore: null }, maskInputs: [] },
  ])
    expect(readHandling(formOf(handling))).toEqual(handling)
})

test('shares are percent, and what is out of range is not saved', () => {
  const form = formOf({ capture, maskInputs: [] })
  expect(form).toMatchObject({ sample: '25.5', below: '70' })
  for (const wrong of [
    { sample: '101' },
    { sample: '' },
    { below: '0' },
    { keepDays: '0' },
    { keepDays: '1.5' },
  ])
    expect(readHandling({ ...form, ...wrong })).toBeNull()
})
