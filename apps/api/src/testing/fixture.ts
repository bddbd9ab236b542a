import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@assay/db'
import { openChangeFeed, openFolderStore, openLog, servePredictCalls } from '@assay/infra'
import type { Services } from '@assay/services/core'
import { openTestServices } from '@assay/services/testing'
import { announceWorker, withdrawWorker } from '@assay/services/worker'
import superjson from 'superjson'
import { buildApp } from '../app.ts'
import { openAuth } from '../auth/index.ts'
import { openAddressReader } from '../client-address.ts'
import { openGateway } from '../gateway/index.ts'

const internalToken = 'internal-token-of-the-tests'

/** Services on a test database and a folder of their own, before which any number of API processes may stand. */
export const openPlatform = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-api-'))
  const kit = await openTestServices(openFolderStore(folder))
  return {
    ...kit,
    folder,
    close: async () => {
      await kit.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** One API process: the real app with a change feed of its own, listening on a free port. */
export const startApi = async (
  services: Services,
  trustedProxies: string[] = [],
  dashboardFolder: string | null = null,
) => {
  const log = openLog('api-test', 'silent')
  const changes = await openChangeFeed(services.dbs.sql.platform)
  const gateway = openGateway({
    services,
    changes,
    internalToken,
    addressOf: openAddressReader(trustedProxies),
    log,
  })
  const auth = openAuth({ dbs: services.dbs, publicUrl: services.publicUrl, secret: 'a'.repeat(32) })
  const app = await buildApp({
    services,
    changes,
    gateway,
    log,
    auth,
    dashboardFolder,
    trustedProxies,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    url,
    changes,
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
      await gateway.close()
      await changes.close()
    },
  }
}
export type Api = Awaited<ReturnType<typeof startApi>>

const readBody = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

type FakeGroup = {
  items: { input: unknown }[]
  policy?: unknown
  modelVersionId: string
  workspaceId: string
}

/** A predict server that answers every input alike, but `bad` inputs with a problem, and counts its groups. */
export const startFakeWorker = async (
  services: Services,
  /** The port under which it is announced, where callers reach it through something else. */
  reachedAt: (port: number) => Promise<number> | number = (port) => port,
) => {
  const groups: number[] = []
  /** Every input, as it was sent. */
  const inputs: unknown[] = []
  /** The policy of each group, as it was sent. */
  const policies: unknown[] = []
  /** Versions whose file is damaged. */
  const damaged = new Set<string>()
  /** Versions that sleep until a group asks for them, and how often each was woken. */
  const asleep = new Set<string>()
  let labelOf = (_group: FakeGroup): string => 'a'
  let hold: Promise<void> = Promise.resolve()
  let exportStatus = 200
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/export') {
        const { name, format } = JSON.parse(await readBody(request)) as { name: string; format: string }
        response.writeHead(exportStatus).end(`archive of ${name} as ${format}`)
        return
      }
      response.writeHead(404).end()
    }
    answer().catch(() => response.destroy())
  })
  const hangUp = servePredictCalls(server, internalToken, async (text) => {
    // Sent by the gateway.
    const group = JSON.parse(text) as FakeGroup
    if (damaged.has(group.modelVersionId))
      throw Object.assign(new Error('checksum'), { code: 'artifact_corrupt' })
    const woken = asleep.delete(group.modelVersionId)
    if (group.items.length > 0) {
      groups.push(group.items.length)
      policies.push(group.policy)
      inputs.push(...group.items.map(({ input }) => input))
    }
    await hold
    const label = JSON.stringify(labelOf(group))
    const lines = group.items.map(({ input }) =>
      input === 'bad'
        ? '!{"code":"input_type","message":"The input must be a text.","param":null}'
        : `{"label":${label},"score":1,"scores":[{"label":${label},"score":1}]}`,
    )
    return `${woken ? '~7\n' : ''}${lines.join('\n')}`
  })
  let id = newId('wrk')
  let url = ''
  let beating: NodeJS.Timeout | undefined
  const listen = async (): Promise<void> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    id = newId('wrk')
    url = `http://127.0.0.1:${await reachedAt((server.address() as AddressInfo).port)}`
    const announce = () => announceWorker(services, { id, url, queueWorkerIds: [], info: {} })
    await announce()
    // On a busy machine a test may outlast one announcement.
    beating = setInterval(() => announce().catch(() => {}), 3_000)
    beating.unref()
  }
  const die = async (): Promise<void> => {
    clearInterval(beating)
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    hangUp()
    await closed
  }
  await listen()
  return {
    groups,
    inputs,
    policies,
    damaged,
    asleep,
    /** How inputs are labelled from now on. */
    labelBy: (label: (group: FakeGroup) => string) => {
      labelOf = label
    },
    id: () => id,
    /** How exports are answered from now on. */
    exportsAre: (status: number) => {
      exportStatus = status
    },
    /** No group is answered until the returned function is called. */
    holdAnswers: (): (() => void) => {
      let release = () => {}
      hold = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    /** Gone without a word: still announced, no longer listening. */
    die,
    comeBack: listen,
    close: async () => {
      await die().catch(() => {})
      await withdrawWorker(services, id)
    },
  }
}

export type Person = { cookie: string; userId: string; email: string }

export const password = 'a long enough secret'

/** Signs someone up through the real door. */
export const signUp = async (api: Pick<Api, 'url'>, name = 'ada'): Promise<Person> => {
  const email = `${name}-${newId('req')}@example.com`
  const response = await fetch(`${api.url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, email, password }),
  })
  if (!response.ok) throw new Error(`sign-up answered ${response.status}: ${await response.text()}`)
  const { user } = (await response.json()) as { user: { id: string } }
  return { cookie: cookieOf(response), userId: user.id, email }
}

export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

type Called = { status: number; data: unknown; error: { message: string; data: TrpcErrorData } | null }
type TrpcErrorData = {
  code: string
  httpStatus: number
  assay: { code: string; message: string; param: string | null }
}

/** One tRPC call over HTTP, as the dashboard makes it; a subscription is read up to its first event. */
export const callTrpc = async (
  api: Pick<Api, 'url'>,
  who: { cookie: string; workspaceId?: string },
  procedure: { type: string; path: string },
  input?: unknown,
): Promise<Called> => {
  const encoded = superjson.serialize(input)
  const headers: Record<string, string> = { cookie: who.cookie }
  if (who.workspaceId) headers['x-workspace-id'] = who.workspaceId
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(encoded))}`
  const mutation = procedure.type === 'mutation'
  const response = await fetch(`${api.url}/trpc/${procedure.path}${mutation ? '' : query}`, {
    method: mutation ? 'POST' : 'GET',
    headers: mutation ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(mutation ? { body: JSON.stringify(encoded) } : {}),
  })
  const text = procedure.type === 'subscription' ? await readFirstEvent(response) : await response.text()
  const body = JSON.parse(text) as { result?: { data: never }; error?: { json: Called['error'] } }
  return {
    status: response.status,
    data: body.result ? superjson.deserialize(body.result.data) : undefined,
    error: body.error?.json ?? null,
  }
}

/** The first event's data, wrapped as a plain answer would be. */
const readFirstEvent = async (response: Response): Promise<string> => {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text()
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const event = text
      .split('\n\n')
      .find((block) => block.includes('data:') && !block.startsWith('event: connected'))
    if (!event) continue
    const data = event
      .split('\n')
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5))
      .join('\n')
    return event.includes('event: serialized-error') ? `{"error":${data}}` : `{"result":{"data":${data}}}`
  }
  throw new Error('the stream ended without an event')
}
