import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { check } from './check.mjs'
import { installIfNeeded, quietEnv, root } from './pnpm.mjs'

/** `npm test -- <vitest filters>` runs a part; without filters everything, checks included. */
const filters = process.argv.slice(2)

installIfNeeded()
let [passed, failed] = filters.length === 0 ? await check() : [0, 0]
build()

const chromium = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path))
if (!chromium) console.log('No Chromium found. Skipping browser tests; set CHROMIUM_PATH to run them.')

const folder = mkdtempSync(join(tmpdir(), 'assay-test-report-'))
const report = join(folder, 'report.json')
const code = await new Promise((resolve) => {
  const child = spawn(
    'node_modules/.bin/vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...quietEnv, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) },
    },
  )
  child.on('close', resolve)
})

let skipped = 0
if (existsSync(report)) {
  const result = JSON.parse(readFileSync(report, 'utf8'))
  passed += result.numPassedTests
  failed += result.numFailedTests
  skipped = result.numPendingTests + (result.numTodoTests ?? 0)
}
// A file that could not even be loaded has no failed test of its own.
if (code !== 0 && failed === 0) failed = 1
rmSync(folder, { recursive: true, force: true })

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
