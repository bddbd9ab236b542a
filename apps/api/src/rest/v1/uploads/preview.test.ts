import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, openPlatform, type Person, signUp, startApi } from '../../../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let api: Api
let ada: Person
let workspaceId: string
beforeAll(async () => {
  platform = await openPlatform()
  api = await startApi(platform.services)
  ada = await signUp(api)
  workspaceId = (await platform.addWorkspace()).workspaceId
  await platform.services.dbs.sql.platform`
    insert into member (workspace_id, user_id, role) values (${workspaceId}, ${ada.userId}, 'member')`
})
afterAll(async () => {
  await api?.close()
  await platform?.close()
})

const look = async (query: string, body: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${api.url}/v1/upload-previews?${query}`, {
    method: 'POST',
    headers: {
      cookie: ada.cookie,
      'x-workspace-id': workspaceId,
      'content-type': 'application/octet-stream',
      ...headers,
    },
    body,
  })
  const read = (await answer.json()) as {
    preview?: { columns: { name: string; role: string }[]; isWhole: boolean; delimiter: string }
    error?: { code: string; message: string }
  }
  return { status: answer.status, ...read }
}
const rows = Array.from({ length: 60 }, (_, i) => `we were there on day ${i};${i % 2 ? 'good' : 'bad'}`)
const csv = ['review;verdict', ...rows].join('\n')

test('the first part of a file is answered with what each of its columns is for', async () => {
  const { status, preview } = await look(`name=a.csv&size=${10 * csv.length}`, csv.slice(0, 900))
  expect(status).toBe(200)
  expect(preview).toMatchObject({ isWhole: false, delimiter: ';' })
  expect(preview?.columns.map(({ name, role }) => [name, role])).toEqual([
    ['review', 'text'],
    ['verdict', 'label'],
  ])
})

test('a file of which nothing can be made is refused as 422 with the line, other kinds as 415, too much as 413', async () => {
  expect(await look('name=a.csv', `${csv}\n"never closed`)).toMatchObject({
    status: 422,
    error: { code: 'dataset_unusable', message: expect.stringContaining('line 62') },
  })
  expect(await look('name=a.exe', csv)).toMatchObject({ status: 415 })
  expect(await look('name=a.csv', 'x'.repeat(4 * 1024 ** 2 + 1))).toMatchObject({ status: 413 })
  expect(await look('name=a.csv&size=many', csv)).toMatchObject({ status: 400 })
})

test('nobody looks without a session, nor into a workspace that is not theirs', async () => {
  expect(await look('name=a.csv', csv, { cookie: '' })).toMatchObject({ status: 401 })
  expect(await look('name=a.csv', csv, { 'x-workspace-id': 'ws_other' })).toMatchObject({ status: 404 })
})
