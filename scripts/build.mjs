import { pnpm } from './pnpm.mjs'

/** Builds what has changed; turbo keeps the rest. */
export const build = () => {
  const result = pnpm(
    ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--no-update-notifier'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    },
  )
  if (result.status === 0) return
  console.error(result.stdout, result.stderr)
  console.error('The build failed.')
  process.exit(1)
}
