import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProduct } from './http/ours.ts'

/** How fast files come in, and what they cost the API in memory: `npm run bench:upload -- [MB]`. Linux. */
const port = 3290
const megabytes = Number(process.argv[2] ?? 200)
const stretchBytes = 16 * 1024 ** 2

const findApi = async (): Promise<string> => {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [line, env] = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    )
    if (line?.includes('api/dist/server.js') && env?.includes(`PORT=${port}\0`)) return pid
  }
  throw new Error('The API was not found among the processes')
}

const readRssMb = async (pid: string): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

const makeFile = (): Buffer => {
  const row = 'please help with my broken parcel and the late invoice number 4711,shipping\n'
  return Buffer.from(`text,label\n${row.repeat(Math.ceil((megabytes * 1024 ** 2) / row.length))}`)
}

const openSession = async (url: string) => {
  const json = { 'content-type': 'application/json' }
  const person = { name: 'Bench', email: 'bench@example.com', password: 'bench bench bench' }
  const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(person),
  })
  const cookie = signedUp.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const mutate = async (path: string, input: unknown, more: Record<string, string> = {}): Promise<string> => {
    const answer = await fetch(`${url}/trpc/${path}`, {
      method: 'POST',
      headers: { ...json, cookie, ...more },
      body: JSON.stringify({ json: input }),
    })
    const { result } = (await answer.json()) as { result: { data: { json: { id: string } } } }
    return result.data.json.id
  }
  const workspaceId = await mutate('workspace.create', { name: 'Bench' })
  const headers = { cookie, 'x-workspace-id': workspaceId, 'tus-resumable': '1.0.0' }
  return { headers, makeDataset: () => mutate('dataset.create', { name: 'Bench' }, headers) }
}
type Session = Awaited<ReturnType<typeof openSession>>

const require2xx = async (answer: Response): Promise<Response> => {
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return answer
}

const inOneRequest = async (url: string, { headers, makeDataset }: Session, file: Buffer): Promise<void> => {
  const path = `${url}/v1/datasets/${await makeDataset()}/uploads?name=bench.csv`
  await require2xx(await fetch(path, { method: 'PUT', headers, body: new Blob([Uint8Array.from(file)]) }))
}

const resumably = async (url: string, { headers, makeDataset }: Session, file: Buffer): Promise<void> => {
  const begun = await require2xx(
    await fetch(`${url}/v1/datasets/${await makeDataset()}/uploads`, {
      method: 'POST',
      headers: { ...headers, 'upload-length': String(file.length) },
    }),
  )
  for (let offset = 0; offset < file.length; offset += stretchBytes) {
    const stretch = Uint8Array.from(file.subarray(offset, offset + stretchBytes))
    const digest = createHash('sha256').update(stretch).digest('base64')
    await require2xx(
      await fetch(url + begun.headers.get('location'), {
        method: 'PATCH',
        headers: {
          ...headers,
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
          'upload-checksum': `sha256 ${digest}`,
        },
        body: stretch,
      }),
    )
  }
}

const home = await mkdtemp(join(tmpdir(), 'assay-bench-upload-'))
const product = await startProduct(process.cwd(), home, port)
try {
  const pid = await findApi()
  const session = await openSession(product.url)
  const file = makeFile()
  // The first upload warms what every later one uses.
  await resumably(product.url, session, file.subarray(0, 1024 ** 2))
  const beside = join(home, 'beside')
  const beganMs = performance.now()
  await writeFile(beside, file, { flush: true })
  const writeSeconds = (performance.now() - beganMs) / 1000
  console.log(`${megabytes} MB, written and flushed alone: ${(megabytes / writeSeconds).toFixed(0)} MB/s`)
  for (const [name, send] of [
    ['one request', inOneRequest],
    ['resumable', resumably],
  ] as const) {
    const before = await readRssMb(pid)
    let peak = before
    const watch = setInterval(async () => {
      peak = Math.max(peak, await readRssMb(pid))
    }, 50)
    const startedMs = performance.now()
    await send(product.url, session, file)
    const seconds = (performance.now() - startedMs) / 1000
    clearInterval(watch)
    console.log(
      `${name}: ${(megabytes / seconds).toFixed(0)} MB/s; API memory ${before.toFixed(0)} MB → peak ${peak.toFixed(0)} MB (+${(peak - before).toFixed(0)})`,
    )
  }
} finally {
  await product.stop()
  await rm(home, { recursive: true, force: true })
}
