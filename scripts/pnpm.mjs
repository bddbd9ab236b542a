import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** No package or build tool talks to anyone but the registry. */
export const quietEnv = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  npm_config_update_notifier: 'false',
  npm_config_fund: 'false',
}

/** Runs the pinned pnpm, which npm fetches: nothing but Node and npm has to be there. */
export const pnpm = (args, options = {}) =>
  spawnSync('npx', ['-y', packageManager, ...args], {
    cwd: root,
    env: quietEnv,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  })

const stampFile = join(root, 'node_modules', '.assay-install')

const currentStamp = () => {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(root, file)))
  return hash.update(process.version).digest('hex')
}

/** Installs what the lock file names, when it has changed since the last time. */
export const installIfNeeded = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Assay needs Node 20.19 or newer. You are running ${process.version}.`)
    process.exit(1)
  }
  const stamp = currentStamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  console.log('Installing packages …')
  // The native backends of tensorflow.js fetch libraries at install; where that fails, the ladder has
  // other rungs, and their error would only frighten.
  const result = pnpm(['install', '--frozen-lockfile', '--reporter=append-only'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  if (result.status !== 0) {
    console.error(result.stdout, result.stderr)
    console.error('Could not install the packages. Check your connection to the npm registry.')
    process.exit(1)
  }
  writeFileSync(stampFile, stamp)
}
