import { parseArgs } from 'node:util'
import { measureRungs } from '@assay/ml-core'

/** Training steps per second of the standard nets on every backend of tensorflow.js that loads here. */

const { values: flags } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } })
const measured = await measureRungs(() => performance.now(), 1000 * Number(flags.seconds))
const working = measured.filter(({ speeds }) => speeds.length > 0)
for (const { rung, adapter, refused } of measured)
  console.log(`${rung.padEnd(15)}${refused ?? adapter ?? 'works'}`)
if (!working.some(({ rung }) => rung === 'webgpu' || rung === 'tfjs-node-gpu'))
  console.log('\nNo GPU is reached from here: what follows compares processors only.')

// Ratios to WebAssembly, which is there wherever Node is.
const reference = working.find(({ rung }) => rung === 'wasm')
const nets = [...new Set(working.flatMap(({ speeds }) => speeds.map(({ net }) => net)))]
console.log(`\n${'steps per second'.padEnd(34)}${working.map(({ rung }) => rung.padStart(24)).join('')}`)
for (const net of nets) {
  const speedOf = (one = reference) => one?.speeds.find((speed) => speed.net === net)?.stepsPerSecond
  const base = speedOf()
  const cells = working.map((one) => {
    const speed = speedOf(one)
    if (speed === undefined) return '–'.padStart(24)
    const ratio = base === undefined ? '' : ` (${(speed / base).toFixed(2)} ×)`
    return `${speed.toFixed(speed < 10 ? 1 : 0)}${ratio}`.padStart(24)
  })
  console.log(`${net.padEnd(34)}${cells.join('')}`)
}
// Dawn and CUDA keep threads of their own.
process.exit(0)
