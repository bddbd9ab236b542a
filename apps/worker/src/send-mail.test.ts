import { setLanguage } from '@assay/services/account'
import type { Mailer, UserCtx } from '@assay/services/core'
import { openMemoryStore, openTestServices, type TestServices } from '@assay/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendMail } from './send-mail.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

test('a mail is in the language of whoever gets it, from its first line to its foot', async () => {
  const owner = await kit.addWorkspace('Readers')
  if (owner.actor.type !== 'user') throw new Error('Workspaces of the kit have people')
  const reader: UserCtx = { ...owner, actor: owner.actor, sessionId: 'of a test' }
  await setLanguage(reader, { language: 'zh-CN' })
  const sent: Parameters<Mailer['send']>[0][] = []
  const mailer: Mailer = { send: async (mail) => void sent.push(mail) }
  const text =
    'You are invited to join Acme as member.\n\n- The link is valid for 7 days.\n\nhttps://assay.example/invitation'
  for (const to of [`${owner.actor.id}@example.com`, 'nobody@example.com'])
    await sendMail(kit.services, mailer, { to, subject: 'Join Acme', text })
  const [chinese, english] = sent
  expect(chinese?.html).toContain('<html lang="zh-CN">')
  expect(chinese?.html).toContain('你受邀以 member 身份加入 Acme。')
  expect(chinese?.text).toMatch(/^- 链接在 7 天内有效。/m)
  expect(chinese?.html).toContain('>打开页面</a>')
  expect(english?.html).toContain('<html lang="en">')
  expect(english?.html).toContain('>Open the page</a>')
})
