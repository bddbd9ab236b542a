import { errorCodes } from '@assay/services/errors'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { beforeAll, expect, test } from 'vitest'
import { answers } from '../errors.ts'
import { describeApi } from './document.ts'

type Media = { schema: { $ref?: string; format?: string }; example?: unknown }
type Operation = {
  operationId: string
  tags: string[]
  security?: unknown[]
  parameters?: {
    name: string
    required?: boolean
    schema: { enum?: unknown[]; const?: unknown }
    example?: unknown
  }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}

// As it is sent, so that what JSON drops is not there.
const source = JSON.stringify(describeApi('https://assay.example', 'Assay'))
const operations: Operation[] = []
beforeAll(() => {
  const { paths } = JSON.parse(source) as { paths: Record<string, Record<string, Operation>> }
  operations.push(...Object.values(paths).flatMap((path) => Object.values(path)))
})

/** What is written rather than drawn, recorded or packed. */
const isWritten = ([type, { schema }]: [string, Media]): boolean =>
  schema.format !== 'binary' && !/^(image|audio)\//.test(type)
const withoutExample = (place: string, content: Record<string, Media> = {}): string[] =>
  Object.entries(content)
    .filter(isWritten)
    .filter(([, { example }]) => example === undefined)
    .map(([type]) => `${place} ${type}`)

test('a linter finds nothing in the document, and every example in it is what its schema says', async () => {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      'no-invalid-media-type-examples': 'error',
      'no-invalid-schema-examples': 'error',
      'no-invalid-parameter-examples': 'error',
      // Probes need no key and take no input; the others are held to more below.
      'operation-4xx-response': 'off',
    },
  })
  const problems = await lintFromString({ source, config })
  expect(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`),
  ).toEqual([])
})

test('every operation shows what is sent, what comes back and what each error looks like', () => {
  const missing = operations.flatMap(({ operationId, parameters = [], requestBody, responses }) => [
    ...parameters
      .filter(
        ({ required, schema, example }) => required && example === undefined && !schema.enum && !schema.const,
      )
      .filter(({ name }) => !/^(Upload|Tus)-/.test(name))
      .map(({ name }) => `${operationId} ${name}`),
    ...withoutExample(`${operationId} request`, requestBody?.content),
    ...Object.entries(responses).flatMap(([status, { content }]) =>
      withoutExample(`${operationId} ${status}`, content),
    ),
  ])
  expect(missing).toEqual([])
})

test('every operation that takes a key says what is answered where the key is not good for it', () => {
  const silent = operations.filter(
    ({ security, responses }) => !security && !(responses['401'] && responses['403']),
  )
  expect(silent.map(({ operationId }) => operationId)).toEqual([])
})

test('every code that a call may be refused with stands beside its status', () => {
  const predict = operations.find(({ operationId }) => operationId === 'predict')
  const listed = errorCodes.filter((code) =>
    predict?.responses[answers[code].status]?.description.includes(`\`${code}\``),
  )
  // What our own fault is called is nothing to handle.
  expect(errorCodes.filter((code) => !listed.includes(code) && answers[code].status !== 500)).toEqual([])
})
