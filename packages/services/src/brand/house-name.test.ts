import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { defaultBrand } from './settings.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const folders = [
  'apps/api/src',
  'apps/dashboard/src',
  'apps/worker/src',
  'packages/services/src',
  'packages/infra/src',
]
/** Where the name is no name of the platform: its default, the SDK's class in what callers copy, notes to Stripe. */
const mayNameIt = /\/(brand\/settings|lib\/snippets\/\w+)\.ts$/

const name = new RegExp(`\\b${defaultBrand.name}\\b`)
const isComment = (line: string) => /^\s*(\/\/|\/?\*)/.test(line)

test('no text of the product says what it is called but by the brand', () => {
  const said = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(
        (path) =>
          /\.tsx?$/.test(path) && !path.includes('.test.') && !mayNameIt.test(join('/', folder, path)),
      )
      .flatMap((path) =>
        readFileSync(join(root, folder, path), 'utf8')
          .split('\n')
          .flatMap((line, at) =>
            name.test(line) && !isComment(line) ? [`${folder}/${path}:${at + 1} ${line.trim()}`] : [],
          ),
      ),
  )
  expect(said).toEqual([])
})
