import { expect, it } from 'vitest'
import { preferredOf, preferredOfHeader } from './languages.ts'

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

it.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['en-GB,en;q=0.9,zh-CN;q=0.8', 'en'],
  ['en;q=0.2, zh-Hans-SG', 'zh-CN'],
  ['zh-CN;q=0, en', 'en'],
  ['fr-FR', 'en'],
  [undefined, 'en'],
])('takes from the header %s the language %s', (header, language) => {
  expect(preferredOfHeader(header)).toBe(language)
})
