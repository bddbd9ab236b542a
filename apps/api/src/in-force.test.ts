import { expect, test } from 'vitest'
import { readInForce } from './in-force.ts'

const nowhere = new URL('file:///nowhere/journal.json')

test('shows where things are and nothing that opens them', async () => {
  const shown = await readInForce(
    {
      DATABASE_URL: 'postgres://assay:hunter22@db.example.com:5432/assay',
      OBJECT_STORE_URL: 's3://bucket/prefix',
      STRIPE_SECRET_KEY: 'sk_live_abcdefghijklmnopqrstuv9876',
    },
    nowhere,
  )
  expect(shown).toEqual({
    database: 'postgres://assay:****@db.example.com:5432/assay',
    objectStore: 's3://bucket/prefix',
    stripeKey: 'sk_live_…9876',
    migrations: null,
  })
})

test('shows nothing of a short key', async () => {
  const env = { DATABASE_URL: 'x', OBJECT_STORE_URL: '/tmp/objects', STRIPE_SECRET_KEY: 'sk_test_local' }
  expect(await readInForce(env, nowhere)).toMatchObject({
    stripeKey: 'sk_test_…',
    objectStore: '/tmp/objects',
  })
})
