import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { installIfNeeded, root } from './pnpm.mjs'

installIfNeeded()
build()

// npm's shell passes no SIGTERM on: signals are forwarded here, and the launcher watches for our end.
const launcher = spawn(process.execPath, ['--enable-source-maps', join(root, 'apps/launcher/dist/main.js')], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => launcher.kill('SIGTERM'))
launcher.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))

// npm itself may be killed without a word; then our parent changes.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) launcher.kill('SIGTERM')
}, 1000).unref()
