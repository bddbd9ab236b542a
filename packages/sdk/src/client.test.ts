import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  Assay,
  AssayError,
  AuthenticationError,
  ConnectionError,
  IdempotencyError,
  InvalidRequestError,
  QuotaError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from './index.ts'
import { refuse, startFakeServer } from './testing/fake-server.ts'

let server: Awaited<ReturnType<typeof startFakeServer>>
let client: Assay
beforeAll(async () => {
  // Waits between tries are spread by chance; the shortest will do here.
  vi.spyOn(Math, 'random').mockReturnValue(0)
  server = await startFakeServer()
  client = new Assay({ apiKey: 'ask_test', baseUrl: `${server.url}/`, timeoutMs: 2_000 })
})
afterAll(() => server?.close())

const answerOf = (inputs: unknown): string => {
  const list: unknown[] = Array.isArray(inputs) ? inputs : [inputs]
  const predictions = list.map((input, place) => ({
    id: `req_1-${place}`,
    label: String(input),
    score: 1,
    scores: [],
  }))
  return JSON.stringify({ id: 'req_1', deployment: 'dep_1', model_version: 'mdv_1', predictions, usage: {} })
}
const echo = (body: string): string => answerOf((JSON.parse(body) as { inputs: unknown }).inputs)

const refusalOf = (work: Promise<unknown>): Promise<AssayError> =>
  work.then(
    () => {
      throw new Error('The call was answered')
    },
    (error: AssayError) => error,
  )

test('a call carries the key, the settings and the inputs as the API wants them', async () => {
  server.answerWith((asked, response) => response.end(echo(asked.body)))
  const answer = await client.predict('dep_1', ['a', 'b'], { topK: 2, explain: true })
  expect(answer.predictions.map(({ label }) => label)).toEqual(['a', 'b'])
  const [asked] = server.seen
  expect(asked).toMatchObject({ method: 'POST', url: '/v1/predict/dep_1' })
  expect(asked?.headers).toMatchObject({
    authorization: 'Bearer ask_test',
    'content-type': 'application/json',
  })
  expect(JSON.parse(asked?.body ?? '')).toEqual({ inputs: ['a', 'b'], top_k: 2, explain: true })
})

test('bytes and blobs go as base64', async () => {
  server.answerWith((_asked, response) => response.end(answerOf('x')))
  await client.predict('dep_1', [new Uint8Array([1, 2, 3]), new Blob([new Uint8Array([1, 2, 3])])])
  expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ inputs: [{ b64: 'AQID' }, { b64: 'AQID' }] })
})

describe('what may help is tried again', () => {
  test.each([429, 500, 502, 503, 504])('%i, with one Idempotency-Key for all tries', async (status) => {
    server.answerWith((asked, response, place) => {
      if (place < 2) refuse(response, status, { code: 'overloaded' })
      else response.end(echo(asked.body))
    })
    await client.predict('dep_1', 'a')
    const keys = server.seen.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a key of the caller is kept, and a first request that is in flight is waited for', async () => {
    const type = 'idempotency_error'
    server.answerWith((asked, response, place) => {
      if (place === 0) refuse(response, 409, { code: 'idempotency_in_flight', type })
      else response.end(echo(asked.body))
    })
    await client.predict('dep_1', 'a', { idempotencyKey: 'mine' })
    expect(server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', 'mine'])
  })

  test('a connection that breaks off', async () => {
    server.answerWith((asked, response, place) => {
      if (place === 0) response.destroy()
      else response.end(echo(asked.body))
    })
    await client.predict('dep_1', 'a')
    expect(server.seen).toHaveLength(2)
  })

  test('not before Retry-After has passed', async () => {
    let firstMs = 0
    let secondMs = 0
    server.answerWith((asked, response, place) => {
      if (place === 0) {
        firstMs = performance.now()
        refuse(response, 429, { code: 'rate_limited' }, { 'retry-after': '1' })
      } else {
        secondMs = performance.now()
        response.end(echo(asked.body))
      }
    })
    await client.predict('dep_1', 'a')
    expect(secondMs - firstMs).toBeGreaterThanOrEqual(990)
  })

  test('a server that wants more patience than a minute is told to the caller at once', async () => {
    server.answerWith((_asked, response) =>
      refuse(response, 429, { code: 'rate_limited' }, { 'retry-after': '3600' }),
    )
    const error = await refusalOf(client.predict('dep_1', 'a'))
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error.retryAfterMs).toBe(3_600_000)
    expect(server.seen).toHaveLength(1)
  })

  test('until the tries are used up', async () => {
    server.answerWith((_asked, response) => refuse(response, 503, { code: 'overloaded' }))
    const error = await refusalOf(client.predict('dep_1', 'a', { maxRetries: 1 }))
    expect(error).toBeInstanceOf(ServerError)
    expect(server.seen).toHaveLength(2)
  })
})

describe('refusals have a class, a code, a place and a request id, and are not tried again', () => {
  test.each([
    [400, 'invalid_request_error', InvalidRequestError],
    [401, 'authentication_error', AuthenticationError],
    [402, 'quota_error', QuotaError],
    [422, 'idempotency_error', IdempotencyError],
  ] as const)('%i %s', async (status, type, ErrorClass) => {
    server.answerWith((_asked, response) =>
      refuse(response, status, { code: 'some_code', type, param: 'inputs[3].Age', message: 'Why.' }),
    )
    const error = await refusalOf(client.predict('dep_1', ['a']))
    expect(error).toBeInstanceOf(ErrorClass)
    const { code, param, requestId, message, inputIndex } = error
    expect({ code, param, requestId, message, inputIndex }).toEqual({
      code: 'some_code',
      param: 'inputs[3].Age',
      requestId: 'req_1',
      message: 'Why.',
      inputIndex: 3,
    })
    expect(error.status).toBe(status)
    expect(server.seen).toHaveLength(1)
  })

  test('what a proxy answers in its own words is an error of the same kind', async () => {
    server.answerWith((_asked, response) => {
      response.writeHead(413).end('<html>too large</html>')
    })
    const error = await refusalOf(client.predict('dep_1', 'a'))
    expect(error).toBeInstanceOf(InvalidRequestError)
    expect(error).toMatchObject({ status: 413, code: 'http_413' })
  })
})

test('a server that is silent for longer than the timeout is given up on', async () => {
  server.answerWith(() => {})
  const error = await refusalOf(client.predict('dep_1', 'a', { timeoutMs: 50, maxRetries: 1 }))
  expect(error).toBeInstanceOf(TimeoutError)
  expect(server.seen).toHaveLength(2)
})

test('a server that is not there is named', async () => {
  const nobody = new Assay({ apiKey: 'ask_test', baseUrl: 'http://127.0.0.1:1', maxRetries: 0 })
  const error = await refusalOf(nobody.predict('dep_1', 'a'))
  expect(error).toBeInstanceOf(ConnectionError)
  expect(error.message).toContain('http://127.0.0.1:1')
})

test('an abort ends the call at once, in flight or between two tries, with the reason given', async () => {
  server.answerWith(() => {})
  const inFlight = new AbortController()
  const call = client.predict('dep_1', 'a', { signal: inFlight.signal })
  await vi.waitFor(() => expect(server.seen).toHaveLength(1))
  inFlight.abort(new Error('enough'))
  await expect(call).rejects.toThrow('enough')

  server.answerWith((_asked, response) =>
    refuse(response, 429, { code: 'rate_limited' }, { 'retry-after': '30' }),
  )
  const waiting = new AbortController()
  const later = client.predict('dep_1', 'a', { signal: waiting.signal })
  await vi.waitFor(() => expect(server.seen).toHaveLength(1))
  waiting.abort(new Error('enough'))
  await expect(later).rejects.toThrow('enough')
})

test('feedback goes in the names of the API', async () => {
  server.answerWith((_asked, response) => response.end('{}'))
  await client.feedback({ prediction: 'req_1-0', label: 'ham', endUser: 'u1' })
  expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
    prediction_id: 'req_1-0',
    label: 'ham',
    end_user: 'u1',
  })
})

test('a client without a key or with an address that is none is refused where it is made', () => {
  expect(() => new Assay({ apiKey: '', baseUrl: server.url })).toThrow('apiKey')
  expect(() => new Assay({ apiKey: 'ask_x', baseUrl: 'assay' })).toThrow('baseUrl')
})

describe('a stream', () => {
  const numbers = function* (count: number): Generator<string> {
    for (let n = 0; n < count; n++) yield String(n)
  }

  test('answers in the order of the inputs, in chunks, with no more calls at a time than asked for', async () => {
    let open = 0
    let most = 0
    server.answerWith((asked, response, place) => {
      most = Math.max(most, ++open)
      // Later calls are answered first.
      setTimeout(
        () => {
          open--
          response.end(echo(asked.body))
        },
        40 - (place % 3) * 15,
      )
    })
    const labels: (string | null)[] = []
    for await (const { label } of client.stream('dep_1', numbers(25), { chunkSize: 4, concurrency: 3 }))
      labels.push(label)
    expect(labels).toEqual([...numbers(25)])
    expect(server.seen).toHaveLength(7)
    expect(most).toBe(3)
  })

  test('takes no more of an endless source than its calls hold, and ends them when it is left', async () => {
    server.answerWith((asked, response) => response.end(echo(asked.body)))
    let taken = 0
    let closed = false
    const endless = async function* (): AsyncGenerator<string> {
      try {
        for (;;) yield String(taken++)
      } finally {
        closed = true
      }
    }
    for await (const _one of client.stream('dep_1', endless(), { chunkSize: 5, concurrency: 2 })) break
    expect(taken).toBeLessThanOrEqual(11)
    expect(closed).toBe(true)
  })

  test('ends at the first failure, and names the input at fault by its place in the whole', async () => {
    server.answerWith((asked, response) => {
      if (asked.body.includes('"7"'))
        refuse(response, 400, { code: 'input_type', type: 'invalid_request_error', param: 'inputs[1]' })
      else response.end(echo(asked.body))
    })
    const read = async () => {
      let count = 0
      try {
        for await (const _one of client.stream('dep_1', numbers(20), { chunkSize: 3 })) count++
      } catch (error) {
        return { count, inputIndex: (error as AssayError).inputIndex }
      }
      return null
    }
    expect(await read()).toEqual({ count: 6, inputIndex: 7 })
  })

  test('of nothing ends without a call', async () => {
    server.answerWith((asked, response) => response.end(echo(asked.body)))
    for await (const _one of client.stream('dep_1', [])) throw new Error('nothing was asked')
    expect(server.seen).toEqual([])
  })
})

test('a batch that is waited for tells its progress on the way', async () => {
  const states = ['queued', 'running', 'succeeded']
  let looks = 0
  server.answerWith((asked, response) => {
    // A call that an earlier test has given up may still arrive.
    if (asked.method !== 'GET') return response.destroy()
    response.end(JSON.stringify({ batch: { id: 'bat_1', status: states[looks], rows_done: looks++ } }))
  })
  const seen: number[] = []
  const batch = await client.batches.wait('bat_1', {
    everyMs: 1,
    onProgress: ({ rows_done }) => void seen.push(rows_done),
  })
  expect(batch.status).toBe('succeeded')
  expect(seen).toEqual([0, 1, 2])
})

test('every error is an AssayError and an Error', async () => {
  server.answerWith((_asked, response) => refuse(response, 404, { code: 'not_found' }))
  const error = await refusalOf(client.predict('dep_1', 'a'))
  expect(error).toBeInstanceOf(AssayError)
  expect(error.name).toBe('NotFoundError')
})
