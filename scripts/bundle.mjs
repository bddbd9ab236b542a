// Run in an app's folder: bundles the named entries of src/ with the workspace's own packages; packages from
// npm stay outside, because some of them look for files beside themselves.
import { basename } from 'node:path'
import { build } from 'esbuild'

const entries = process.argv.slice(2)
await build({
  entryPoints: entries.map((entry) => ({ in: `src/${entry}.ts`, out: basename(entry) })),
  outdir: 'dist',
  bundle: true,
  // What is imported late stays in a file of its own, so that its packages are loaded late too.
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [
    {
      name: 'packages-stay-outside',
      setup: ({ onResolve }) => {
        onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@assay/') ? null : { path, external: true },
        )
      },
    },
  ],
})
