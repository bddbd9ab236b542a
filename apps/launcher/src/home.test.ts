import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'assay-home-'))
afterAll(() => rmSync(folder, { recursive: true }))

const source = fileURLToPath(new URL('./home.ts', import.meta.url))
const holder = `
const { holdHome, locateHome } = await import(${JSON.stringify(source)})
while (Date.now() < Number(process.argv[1])) {}
try {
  await holdHome(locateHome(${JSON.stringify(folder)}))
  console.log('held')
  process.stdin.resume()
} catch (error) {
  console.log(error.constructor.name)
}`

/** Tries to hold the folder at the given moment; stays, once it holds it, until it is let go. */
const spawnHolder = (at: number) => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', holder, String(at)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const answer = new Promise<string>((resolve) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()))
  })
  return { child, answer }
}

test.each([['new'], ['left behind by a dead launcher'], ['with an empty lock file']])(
  'of several launchers that start in the same moment on a folder that is %s, one gets it',
  async (title) => {
    const lock = join(folder, 'launcher.pid')
    if (title !== 'new') writeFileSync(lock, title.startsWith('left') ? '4194000' : '')
    const at = Date.now() + 2_500
    const holders = Array.from({ length: 5 }, () => spawnHolder(at))
    const answers = await Promise.all(holders.map(({ answer }) => answer))
    expect(answers.toSorted()).toEqual([...Array(4).fill('HomeInUse'), 'held'].toSorted())
    const winner = holders[answers.indexOf('held')]
    expect(readFileSync(lock, 'utf8')).toBe(String(winner?.child.pid))
    expect(readdirSync(folder).filter((name) => name.startsWith('launcher.pid'))).toEqual(['launcher.pid'])
    for (const { child } of holders) child.stdin.end()
    rmSync(lock)
  },
)
