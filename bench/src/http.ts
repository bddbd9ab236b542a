import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { applyLoad, hasWrk, type Load, type Target } from './http/load.ts'
import { applyOpenLoad } from './http/open-loop.ts'
import { prepareDeployment, type Running, startPeer, startProduct } from './http/ours.ts'
import { measureSync } from './http/sync-disk.ts'

// Predictions per second over HTTP, ours with keys, limits and durable metering, beside servers without any
// of that, in one run on one machine. Absolute figures are the machine's; read the ratios.

const seconds = Number(process.env['BENCH_SECONDS'] ?? 6)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 2)
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const data = join(dirname(root), 'shared', 'data', 'banking77')
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
const python = process.env['PEERS_PYTHON'] ?? '/opt/peers/bin/python3'

const hasModules = (modules: string): boolean => {
  try {
    execFileSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const readTexts = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(1, 400)
    .map((line) => line.replace(/,[^,]*$/, '').replace(/^"|"$/g, ''))
    .filter((text) => text.length > 10 && !text.includes(']===]'))

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const summarise = (loads: Load[]): Load => ({
  perSecond: median(loads.map((load) => load.perSecond)),
  p50Ms: median(loads.map((load) => load.p50Ms)),
  p99Ms: median(loads.map((load) => load.p99Ms)),
  failures: loads.reduce((sum, load) => sum + load.failures, 0),
})

/** Calls of many texts, so that the generator does not want the cores for itself. */
const widen = (target: Target): Target => {
  const texts = target.bodies.map((body) => (JSON.parse(body) as { inputs: string }).inputs)
  return {
    ...target,
    bodies: Array.from({ length: 20 }, (_, i) =>
      JSON.stringify({
        inputs: Array.from({ length: 128 }, (_, k) => texts[(i * 128 + k) % texts.length]),
        top_k: 1,
      }),
    ),
  }
}

/** The tail under calls that come by the clock, and what three times the capacity does. */
const measureTail = async (ours: Target): Promise<void> => {
  const disk = measureSync(folder)
  console.log(`\nthis disk keeps a page in ${disk.p50Ms.toFixed(2)} ms, p99 ${disk.p99Ms.toFixed(2)} ms`)
  await applyOpenLoad(ours, { perSecond: 500, seconds: 2 })
  const calm: Record<string, number>[] = []
  for (const perSecond of [500, 1_000, 2_000]) {
    const { p50Ms, p99Ms, p999Ms, refused, broken } = await applyOpenLoad(ours, { perSecond, seconds })
    calm.push({ 'calls/s': perSecond, p50Ms, p99Ms, p999Ms, refused, broken })
  }
  console.log('\nopen loop, one text a call, latency from the moment a call was due:')
  console.table(calm.map((row) => mapValues(row, (value) => Number(value.toFixed(2)))))

  const wide = widen(ours)
  await applyLoad(wide, { connections: 32, seconds: 2, folder })
  const peak = median([
    (await applyLoad(wide, { connections: 32, seconds, folder })).perSecond,
    (await applyLoad(wide, { connections: 32, seconds, folder })).perSecond,
    (await applyLoad(wide, { connections: 32, seconds, folder })).perSecond,
  ])
  const over = await applyOpenLoad(wide, { perSecond: 3 * peak, seconds: 2 * seconds })
  console.log(
    `\n128 texts a call: ${peak.toFixed(0)} calls/s at 32 connections; at three times that in open loop ` +
      `${over.goodPerSecond.toFixed(0)} answered a second (${((100 * over.goodPerSecond) / peak).toFixed(0)} % of it), ` +
      `p99 ${over.p99Ms.toFixed(0)} ms; ${over.refused} refused, p99 ${over.refusedP99Ms.toFixed(0)} ms; ${over.broken} broken.`,
  )
}

/** What a tenant hears of another one that asks for all it can get. */
const measureNoise = async (ours: Target, noisy: Target): Promise<void> => {
  const steady = { perSecond: 300, seconds: 2 * seconds }
  const alone = await applyOpenLoad(ours, steady)
  const [beside, noise] = await Promise.all([
    applyOpenLoad(ours, steady),
    applyLoad(noisy, { connections: 64, seconds: 2 * seconds, folder }),
  ])
  console.log(
    `\n300 calls a second of one tenant: ${alone.goodPerSecond.toFixed(0)} answered alone (p50 ${alone.p50Ms.toFixed(1)}, p99 ${alone.p99Ms.toFixed(1)} ms), ` +
      `${beside.goodPerSecond.toFixed(0)} beside another tenant's ${noise.perSecond.toFixed(0)} calls of 128 texts on 64 connections ` +
      `(p50 ${beside.p50Ms.toFixed(1)}, p99 ${beside.p99Ms.toFixed(1)} ms, ${beside.refused} refused).`,
  )
}

const mapValues = (row: Record<string, number>, map: (value: number) => number): Record<string, number> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, map(value)]))

const run = async (): Promise<void> => {
  if (!hasWrk()) return console.log('wrk is not installed; nothing to measure with.')
  if (!existsSync(join(data, 'train.csv'))) return console.log(`${data} is not there; nothing to measure on.`)
  const train = join(data, 'train.csv')
  const bodies = readTexts(join(data, 'test.csv')).map((inputs) => JSON.stringify({ inputs, top_k: 3 }))
  const plainBodies = bodies.map((body) =>
    JSON.stringify({ inputs: (JSON.parse(body) as { inputs: string }).inputs }),
  )
  const json = { 'content-type': 'application/json' }

  const running: Running[] = []
  const targets: Target[] = []
  try {
    const product = await startProduct(root, join(folder, 'home'), 3917)
    running.push(product)
    const { deploymentId, key } = await prepareDeployment(product.url, readFileSync(train))
    targets.push({
      name: 'Assay (keys, limits, durable metering)',
      url: `${product.url}/v1/predict/${deploymentId}`,
      headers: { ...json, authorization: `Bearer ${key}` },
      bodies,
    })
    const bare = await startPeer(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('./http/bare-server.ts', import.meta.url)), '3918'],
      3918,
    )
    running.push(bare)
    targets.push({ name: 'bare node:http, a constant', url: `${bare.url}/predict`, headers: json, bodies })
    const bareModel = await startPeer(
      process.execPath,
      [
        '--import',
        'tsx',
        fileURLToPath(new URL('./http/bare-model-server.ts', import.meta.url)),
        train,
        '3921',
      ],
      3921,
    )
    running.push(bareModel)
    targets.push({
      name: 'bare node:http, our model',
      url: `${bareModel.url}/predict`,
      headers: json,
      bodies: plainBodies,
    })
    const peers = [
      {
        name: 'FastAPI + scikit-learn (1-2 grams, LR)',
        modules: 'sklearn, fastapi, uvicorn',
        file: 'sklearn_server.py',
        port: 3919,
      },
      {
        name: 'FastAPI + fastText',
        modules: 'fasttext, fastapi, uvicorn',
        file: 'fasttext_server.py',
        port: 3920,
      },
    ]
    for (const peer of peers) {
      if (!hasModules(peer.modules)) {
        console.log(`${peer.name}: not installed (PEERS_PYTHON=${python}), left out.`)
        continue
      }
      const server = await startPeer(
        python,
        [join(root, 'bench', 'peers', peer.file), train, String(peer.port)],
        peer.port,
      )
      running.push(server)
      targets.push({ name: peer.name, url: `${server.url}/predict`, headers: json, bodies: plainBodies })
    }

    for (const connections of [1, 32]) {
      const loads = targets.map((): Load[] => [])
      for (const target of targets) await applyLoad(target, { connections, seconds: 2, folder })
      for (let round = 0; round < rounds; round++)
        for (const [i, target] of targets.entries())
          loads[i]?.push(await applyLoad(target, { connections, seconds, folder }))
      const results = loads.map(summarise)
      const ours = results[0]?.perSecond ?? 0
      console.log(`\nbanking77, one text a call, ${connections} connection${connections > 1 ? 's' : ''}:`)
      console.table(
        results.map((result, i) => ({
          server: targets[i]?.name,
          'calls/s': Math.round(result.perSecond),
          'p50 ms': Number(result.p50Ms.toFixed(2)),
          'p99 ms': Number(result.p99Ms.toFixed(2)),
          failures: result.failures,
          'ours ÷ theirs': Number((ours / result.perSecond).toFixed(2)),
        })),
      )
    }

    const [ours] = targets
    if (ours) {
      await measureTail(ours)
      const other = await prepareDeployment(product.url, readFileSync(train), 'noisy@example.com')
      await measureNoise(
        ours,
        widen({
          ...ours,
          url: `${product.url}/v1/predict/${other.deploymentId}`,
          headers: { ...json, authorization: `Bearer ${other.key}` },
        }),
      )
    }
  } finally {
    for (const one of running.reverse()) await one.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

await run()
