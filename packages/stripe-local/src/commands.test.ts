import { expect, test } from 'vitest'
import { readArguments } from './cli.ts'

test('the command line names the argument that is wrong', () => {
  expect(readArguments(['--help'])).toBe('help')
  expect(readArguments(['--port', '0', '--webhook', 'http://localhost:3000/hook=whsec_a=b'])).toMatchObject({
    port: 0,
    state: null,
    webhooks: [{ url: 'http://localhost:3000/hook=whsec_a', secret: 'b' }],
  })
  expect(() => readArguments(['--port', 'http'])).toThrow('--port')
  expect(() => readArguments(['--webhook', 'localhost'])).toThrow('--webhook')
  expect(() => readArguments(['--prot', '1'])).toThrow('--prot')
})
