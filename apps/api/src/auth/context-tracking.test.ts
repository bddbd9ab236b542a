import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, expect, test } from 'vitest'
import { openContextTracking } from './context-tracking.ts'

const shared = globalThis as unknown as Record<symbol, { context: object } | undefined>
const name = Symbol.for('better-auth:global')
const before = shared[name]
afterEach(() => {
  shared[name] = before
})

test('contexts are followed until the last call is over, and no longer', async () => {
  const storage = new AsyncLocalStorage<string>()
  shared[name] = { context: { storage } }
  const tracked = openContextTracking()
  let finish = () => {}
  const long = tracked(() =>
    storage.run('long', async () => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return storage.getStore()
    }),
  )
  expect(await tracked(() => storage.run('short', async () => storage.getStore()))).toBe('short')
  finish()
  expect(await long).toBe('long')

  storage.enterWith('left behind')
  await expect(tracked(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(storage.getStore()).toBeUndefined()
})
