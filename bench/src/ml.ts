import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Figures, fastestRun, parseFigures } from './ml/figures.ts'

/** Our text classifier beside scikit-learn and fastText, every run in a process of its own, one thread each. */

const { values: flags } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    repeats: { type: 'string', default: '3' },
    data: { type: 'string', default: fileURLToPath(new URL('../../../shared/data', import.meta.url)) },
  },
})
const sets = flags.all
  ? ['ag_news', 'banking77', 'sms_spam', 'trec6', 'chnsenticorp']
  : ['ag_news', 'banking77']
const readByCharacter = new Set(['chnsenticorp'])
const peersScript = fileURLToPath(new URL('./ml/peers.py', import.meta.url))
const oursScript = fileURLToPath(new URL('./ml/ours.ts', import.meta.url))
const python = process.env['PEERS_PYTHON'] ?? 'python3'
const oneThread = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', env: oneThread, stdio: ['ignore', 'pipe', 'pipe'] })
}

function installedPeers(): string[] {
  try {
    const found: unknown = JSON.parse(run(python, [peersScript, 'check']))
    return Array.isArray(found) ? found.map(String) : []
  } catch {
    return []
  }
}

function measure(contestant: string, folder: string, unit: string): Figures {
  const printed =
    contestant === 'assay'
      ? run(process.execPath, [...process.execArgv, oursScript, folder])
      : run(python, [peersScript, folder, contestant, unit])
  return parseFigures(printed.trim().split('\n').at(-1) ?? '')
}

function line(name: string, figures: Figures, ours: Figures): string {
  const wall = (ours.fitSeconds / figures.fitSeconds).toFixed(2)
  const cpu = (ours.fitCpuSeconds / figures.fitCpuSeconds).toFixed(2)
  const cells = [
    name.padEnd(12),
    `${(figures.accuracy * 100).toFixed(2)} %`.padStart(9),
    (figures.ece === null ? '–' : `${(figures.ece * 100).toFixed(1)} %`).padStart(8),
    `${figures.firstFitSeconds.toFixed(3)} s`.padStart(10),
    `${figures.fitSeconds.toFixed(3)} s`.padStart(10),
    `${figures.fitCpuSeconds.toFixed(3)} s`.padStart(10),
    `${figures.microseconds.toFixed(1)} µs`.padStart(12),
    `${figures.peakMb.toFixed(0)} MB`.padStart(9),
  ]
  if (name === 'assay') return cells.join('')
  const points = ((ours.accuracy - figures.accuracy) * 100).toFixed(2)
  return `${cells.join('')}   ours: ${wall} × its fit (${cpu} × its cpu), ${points} points`
}

const peers = installedPeers()
if (peers.length === 0)
  console.log(`No peers: ${python} has neither scikit-learn nor fastText (set PEERS_PYTHON to one that has).`)
const contestants = ['assay', ...peers]
for (const set of sets) {
  const folder = join(flags.data, set)
  if (!existsSync(folder)) {
    console.log(`\n${set}: skipped, there is no ${folder}`)
    continue
  }
  const runs = new Map<string, Figures[]>(contestants.map((contestant) => [contestant, []]))
  const unit = readByCharacter.has(set) ? 'characters' : 'words'
  // Alternating, so that a busy moment of the machine falls on all of them.
  for (let repeat = 0; repeat < Number(flags.repeats); repeat++)
    for (const contestant of contestants) runs.get(contestant)?.push(measure(contestant, folder, unit))
  const ours = fastestRun(runs.get('assay') ?? [])
  console.log(`\n${set.padEnd(12)} accuracy     ECE first fit       fit   fit cpu  per predict.     peak`)
  for (const contestant of contestants)
    console.log(line(contestant, fastestRun(runs.get(contestant) ?? []), ours))
}
