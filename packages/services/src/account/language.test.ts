import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UserCtx } from '../core/context.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { languageOf, languageOfUser, setLanguage } from './index.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

test('a person gets mails and papers in the language that they last read the dashboard in, and strangers in English', async () => {
  const owner = await kit.addWorkspace('Readers')
  if (owner.actor.type !== 'user') throw new Error('Workspaces of the kit have people')
  const person: UserCtx = { ...owner, actor: owner.actor, sessionId: 'of a test' }
  const address = `${owner.actor.id}@example.com`
  expect(await languageOf(kit.services, address)).toBeNull()
  await setLanguage(person, { language: 'zh-CN' })
  expect(await languageOf(kit.services, address.toUpperCase())).toBe('zh-CN')
  expect(await languageOfUser(kit.services, owner.actor.id)).toBe('zh-CN')
  await setLanguage(person, { language: 'en' })
  expect(await languageOf(kit.services, address)).toBe('en')
  expect(await languageOf(kit.services, 'nobody@example.com')).toBeNull()
})
