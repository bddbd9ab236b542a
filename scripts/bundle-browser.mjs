// The code that answers in a page without a server, one file per family of classifiers, and what makes the inputs of
// an ONNX model (featurizer). As a program it writes
// all of them to a folder; `bundleRuntime` gives one as text.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('../packages/ml-core/src/browser/', import.meta.url))
const shared = new Set(['runtime.ts', 'browser-header.ts'])

/** A page reads no error in forty languages. */
const withoutLocales = {
  name: 'without-locales',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: '' }))
  },
}

/** Assigns `open` to the global `assay` of the module that it is put into. */
export const bundleRuntime = async (family) => {
  const { outputFiles } = await build({
    entryPoints: [join(folder, `${family}.ts`)],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'assay',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [withoutLocales],
  })
  return outputFiles[0].text
}

if (import.meta.url === pathToFileURL(argv[1]).href) {
  const target = argv[2]
  mkdirSync(target, { recursive: true })
  for (const file of readdirSync(folder)) {
    if (shared.has(file) || file.endsWith('.test.ts')) continue
    const family = file.replace(/\.ts$/, '')
    writeFileSync(join(target, `${family}.js`), await bundleRuntime(family))
  }
}
