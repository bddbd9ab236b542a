import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CpuProfile, drawFlameGraph } from './http/flame-graph.ts'
import { applyLoad } from './http/load.ts'
import { prepareDeployment, startProduct } from './http/ours.ts'

// Where the API spends its time while 32 connections ask for predictions, drawn into docs/flame-http.svg.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const folder = mkdtempSync(join(tmpdir(), 'assay-flame-'))
const written = join(folder, 'api.cpuprofile')
process.env['ASSAY_PROFILE'] = written
process.env['NODE_OPTIONS'] =
  `--require ${fileURLToPath(new URL('./http/profile-preload.cjs', import.meta.url))}`

const texts = [
  'my card has not arrived',
  'how do I change my PIN?',
  'the exchange rate was wrong',
  'top up failed',
]
const csv = `text,label\n${Array.from({ length: 400 }, (_, i) => `"${texts[i % 4]} ${i}",topic ${i % 4}`).join('\n')}\n`

const product = await startProduct(root, join(folder, 'home'), 3917)
try {
  const { deploymentId, key } = await prepareDeployment(product.url, Buffer.from(csv))
  const target = {
    name: 'Assay',
    url: `${product.url}/v1/predict/${deploymentId}`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    bodies: texts.map((inputs) => JSON.stringify({ inputs, top_k: 3 })),
  }
  const pid = Number(
    execFileSync('pgrep', ['-f', join(root, 'apps/api/dist/server.js')], { encoding: 'utf8' }).split('\n')[0],
  )
  await applyLoad(target, { connections: 32, seconds: 4, folder })
  process.kill(pid, 'SIGUSR2')
  const load = await applyLoad(target, { connections: 32, seconds: 6, folder })
  process.kill(pid, 'SIGUSR2')
  while (!existsSync(written)) await new Promise((resolve) => setTimeout(resolve, 100))
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const drawing = join(root, 'docs', 'flame-http.svg')
  writeFileSync(drawing, drawFlameGraph(JSON.parse(readFileSync(written, 'utf8')) as CpuProfile))
  console.log(`${Math.round(load.perSecond)} calls/s while it was watched; drawn into ${drawing}`)
} finally {
  await product.stop()
  rmSync(folder, { recursive: true, force: true })
}
