import { spawn } from 'node:child_process'
import { installIfNeeded, quietEnv, root } from './pnpm.mjs'

/** Fewer modules than this and the boundary check has stopped seeing the code. */
const leastModules = 300

const steps = [
  { name: 'format and lint', command: ['biome', 'check', '.'] },
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'boundaries', command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'packages'] },
  { name: 'unused code and dependencies', command: ['knip', '--no-progress'] },
]

const run = ({ name, command }) =>
  new Promise((resolve) => {
    const startedMs = performance.now()
    const child = spawn(`node_modules/.bin/${command[0]}`, command.slice(1), { cwd: root, env: quietEnv })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk
      })
    child.on('close', (code) => {
      let ok = code === 0
      if (name === 'boundaries') {
        const modules = Number(/(\d+) modules/.exec(output)?.[1] ?? 0)
        if (modules < leastModules) {
          ok = false
          output += `\nOnly ${modules} modules were checked; at least ${leastModules} were expected.`
        }
      }
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
      console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`)
      if (!ok) console.log(output)
      resolve(ok)
    })
  })

/** Format, lint, types, boundaries and unused code. Resolves to [passed, failed]. */
export const check = async () => {
  const results = await Promise.all(steps.map(run))
  const passed = results.filter(Boolean).length
  return [passed, results.length - passed]
}

if (process.argv[1]?.endsWith('check.mjs')) {
  installIfNeeded()
  const [, failed] = await check()
  process.exit(failed > 0 ? 1 : 0)
}
