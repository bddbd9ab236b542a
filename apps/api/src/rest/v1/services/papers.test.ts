import type { WorkspaceCtx } from '@assay/services/core'
import { addEngagement, addInvoice } from '@assay/services/testing'
import { pdfText } from '@assay/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Api,
  callTrpc,
  openPlatform,
  type Person,
  signUp,
  startApi,
  startFakeWorker,
} from '../../../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let api: Api
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let ada: Person & { workspaceId: string }
let quoteId: string
let invoiceId: string

beforeAll(async () => {
  platform = await openPlatform()
  api = await startApi(platform.services)
  worker = await startFakeWorker(platform.services)
  const person = await signUp(api, 'ada')
  const made = await callTrpc(
    api,
    person,
    { type: 'mutation', path: 'workspace.create' },
    { name: 'Total' /* what is typed stays as it is, though the product has a word for it */ },
  )
  ada = { ...person, workspaceId: (made.data as { id: string }).id }
  const ctx: WorkspaceCtx = {
    ...platform.services,
    actor: { type: 'user', id: ada.userId },
    workspaceId: ada.workspaceId,
    role: 'owner',
  }
  quoteId = (await addEngagement(ctx)).quoteVersionId
  invoiceId = (await addInvoice(ctx)).invoiceId
})
afterAll(async () => {
  await worker?.close()
  await api?.close()
  await platform?.close()
})

const print = async (path: string, asked: string) => {
  const answer = await fetch(`${api.url}/v1/${path}/pdf`, {
    headers: { cookie: ada.cookie, 'x-workspace-id': ada.workspaceId, 'accept-language': asked },
  })
  expect(answer.status).toBe(200)
  return {
    name: decodeURIComponent(answer.headers.get('content-disposition') ?? ''),
    text: pdfText(Buffer.from(await answer.arrayBuffer())),
  }
}
const chineseOfQuote = [
  '报价：Sort our tickets',
  '致 Total',
  '有效期至',
  '2030年1月31日 (UTC)',
  'Work',
  'EUR 1.00',
  '总计',
  '里程碑',
  '1. All of it: EUR 1.00',
]

test('a paper is in the language that the browser asks for, with what people typed as they typed it', async () => {
  const english = await print(`quotes/${quoteId}`, 'en-GB,zh-CN;q=0.5')
  for (const words of ['Quote: Sort our tickets', 'For Total', 'Jan 31, 2030 (UTC)', 'Milestones'])
    expect(english.text).toContain(words)
  const chinese = await print(`quotes/${quoteId}`, 'zh-CN,zh;q=0.9,en;q=0.8')
  for (const words of chineseOfQuote) expect(chinese.text).toContain(words)
  for (const word of ['Quote', 'Valid', 'Milestones', 'Jan', 'Number', 'Quantity'])
    expect(chinese.text).not.toContain(word)
  expect(chinese.name).toContain('报价 Sort our tickets.pdf')
})

test('an invoice says its lines and its state in that language as well', async () => {
  const english = await print(`invoices/${invoiceId}`, 'en')
  for (const words of [
    'Invoice: Draft',
    '1,000 predictions',
    'Jan 1, 2026 to Feb 1, 2026',
    'Paid',
    'USD 0.60',
  ])
    expect(english.text).toContain(words)
  const chinese = await print(`invoices/${invoiceId}`, 'zh-CN')
  for (const words of ['账单：草稿', '1,000 次预测', '2026年1月1日 至 2026年2月1日', '已付', 'USD 0.60'])
    expect(chinese.text).toContain(words)
  expect(chinese.text).not.toMatch(/predictions|Period|Written|paid/)
})

test('whoever has chosen a language in the dashboard gets papers in it, whatever the browser asks for', async () => {
  const choose = (language: string) =>
    callTrpc(api, ada, { type: 'mutation', path: 'account.setLanguage' }, { language })
  await choose('zh-CN')
  expect((await print(`quotes/${quoteId}`, 'en')).text).toContain('报价：Sort our tickets')
  await choose('en')
  expect((await print(`quotes/${quoteId}`, 'zh-CN')).text).toContain('Quote: Sort our tickets')
})
