import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { installIfNeeded, root } from './pnpm.mjs'

installIfNeeded()
build()
const { status } = spawnSync(process.execPath, [join(root, 'apps/launcher/dist/reset.js')], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
