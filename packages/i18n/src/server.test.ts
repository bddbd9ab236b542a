import { expect, it } from 'vitest'
import { speakerOf } from './server.ts'

it('says the lines of a mail in Chinese, with what stands in them', () => {
  const { said: say } = speakerOf('zh-CN')
  expect(say('You are invited to join Acme & Co as member.')).toBe('你受邀以 member 身份加入 Acme & Co。')
  expect(
    say(
      'Until then, you can sign in and cancel the deletion with one click: https://assay.example/settings/account',
    ),
  ).toBe('在此之前，你可以登录并一键撤回：https://assay.example/settings/account')
  expect(say('If it was not you, nothing has to be done: your password stays as it is.')).toBe(
    '如果不是你本人操作，无需处理：你的密码保持不变。',
  )
})

it('leaves mails in English for everybody else, and what people wrote as it is', () => {
  expect(speakerOf(null).said('The link is valid for 7 days.')).toBe('The link is valid for 7 days.')
  expect(speakerOf('en').said('The link is valid for 7 days.')).toBe('The link is valid for 7 days.')
  expect(speakerOf('zh-CN').said('Lee: Please have a look at the second milestone')).toBe(
    'Lee: Please have a look at the second milestone',
  )
})

it('says the lines that Stripe writes on an invoice', () => {
  const { said } = speakerOf('zh-CN')
  expect(said('1 × Pro (at $149.00 / month)')).toBe('1 × Pro（每月 $149.00）')
  expect(said('Unused time on 1 × Pro after 30 Nov 2026')).toBe('30 Nov 2026 之后 1 × Pro 的未用时间')
})
