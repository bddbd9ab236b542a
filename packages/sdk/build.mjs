// Bundles what is published: the client, its offline part, the command and the widget; none of it needs anything else.
import { build } from 'esbuild'

const common = { bundle: true, outdir: 'dist', legalComments: 'none', logLevel: 'warning', target: 'es2022' }
await build({
  ...common,
  entryPoints: { index: 'src/index.ts', offline: 'src/offline/index.ts' },
  format: 'esm',
  platform: 'neutral',
})
await build({ ...common, entryPoints: { cli: 'src/cli.ts' }, format: 'esm', platform: 'node' })
await build({
  ...common,
  entryPoints: { widget: 'src/widget/widget.ts' },
  format: 'iife',
  platform: 'browser',
  minify: true,
})
