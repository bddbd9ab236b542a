import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPredictCaller, type PredictCaller, PredictionFailed, WorkerUnreachable } from './call.ts'
import { FrameReader } from './frames.ts'
import { servePredictCalls } from './serve.ts'

let server: Server
let hangUp: () => void
let caller: PredictCaller
let url: string
let connections = 0
beforeAll(async () => {
  server = createServer()
  hangUp = servePredictCalls(server, 'token', async (text) => {
    if (text === 'fail') throw new Error('no such bundle')
    if (text === 'never') return new Promise(() => {})
    return `${text.length}: ${text.slice(0, 20)}`
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`
  caller = openPredictCaller('token', 10_000)
})
afterAll(async () => {
  caller.close()
  hangUp()
  await new Promise((resolve) => server.close(resolve))
})

test('answers each call with its own answer, whatever its size and alphabet', async () => {
  const texts = [
    '',
    'ümläut 漢字 🙂',
    'x'.repeat(3_000_000),
    ...Array.from({ length: 50 }, (_, i) => `call ${i}`),
  ]
  const answers = await Promise.all(texts.map((text) => caller.call(url, text)))
  expect(answers).toEqual(texts.map((text) => `${text.length}: ${text.slice(0, 20)}`))
})

test('uses a connection again once its call is answered, also after a failure', async () => {
  await caller.call(url, 'first')
  const before = connections
  await expect(caller.call(url, 'fail')).rejects.toEqual(new PredictionFailed('no such bundle'))
  for (let i = 0; i < 5; i++) await caller.call(url, `again ${i}`)
  expect(connections).toBe(before)
})

test('tells every waiting call when the worker goes away, and connects anew for the next', async () => {
  const waiting = [caller.call(url, 'never'), caller.call(url, 'never')].map((call) =>
    call.catch((error: unknown) => error),
  )
  await caller.call(url, 'arrived')
  hangUp()
  for (const error of await Promise.all(waiting)) expect(error).toBeInstanceOf(WorkerUnreachable)
  expect(await caller.call(url, 'back')).toBe('4: back')
})

test('opens to nobody without the token, and leaves nothing open where nobody listens', async () => {
  const stranger = openPredictCaller('guess', 10_000)
  await expect(stranger.call(url, 'x')).rejects.toBeInstanceOf(WorkerUnreachable)
  await expect(caller.call('http://127.0.0.1:1/predict', 'x')).rejects.toBeInstanceOf(WorkerUnreachable)
})

test('hangs up on a length that cannot be one', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(
    'GET /predict HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: assay-predict\r\nauthorization: Bearer token\r\n\r\n',
  )
  socket.write(Buffer.from([255, 255, 255, 255, 1, 2, 3, 4]))
  socket.resume()
  await new Promise((resolve) => socket.once('close', resolve))
})

test('frames are read alike however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(40)), (texts, cuts) => {
      const bytes = Buffer.concat(
        texts.map((text) => {
          const header = Buffer.alloc(4)
          header.writeUInt32LE(Buffer.byteLength(text))
          return Buffer.concat([header, Buffer.from(text)])
        }),
      )
      const reader = new FrameReader()
      const read: string[] = []
      let start = 0
      for (const cut of cuts) {
        read.push(...reader.push(bytes.subarray(start, start + cut)))
        start = Math.min(start + cut, bytes.length)
      }
      read.push(...reader.push(bytes.subarray(start)))
      expect(read).toEqual(texts)
    }),
  )
})
