import { spawnSync } from 'node:child_process'
import { build } from './build.mjs'
import { installIfNeeded, root } from './pnpm.mjs'

const [name = 'ml', ...args] = process.argv.slice(2)
installIfNeeded()
if (['http', 'flame', 'dashboard-interactions'].includes(name)) build()
const { status } = spawnSync('node', ['--import', 'tsx', `bench/src/${name}.ts`, ...args], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
