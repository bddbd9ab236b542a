import { expect, it } from 'vitest'
import { preferredOf } from './language.ts'

it('takes the first language of the browser that there is', () => {
  expect(preferredOf(['zh-CN', 'en'])).toBe('zh-CN')
  expect(preferredOf(['fr', 'en-GB', 'zh'])).toBe('en')
  expect(preferredOf(['zh-Hans-SG'])).toBe('zh-CN')
})

it('shows simplified characters to readers of other Chinese rather than English that was not asked for', () => {
  expect(preferredOf(['zh-TW'])).toBe('zh-CN')
  expect(preferredOf(['zh-TW', 'en'])).toBe('en')
  expect(preferredOf(['de'])).toBe('en')
})
