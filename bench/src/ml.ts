import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Contestant, contestantsFor, installedPeers, measure } from './ml/contestants.ts'
import { type Figures, fastestRun } from './ml/figures.ts'
import { prepareMedia } from './ml/media.ts'
import { kindOf } from './ml/read-set.ts'
import { markdownTable, plainTable, type SetFigures } from './ml/tables.ts'
import { writeSection } from './ml/write-section.ts'

/** Our classifiers beside scikit-learn and fastText, every run in a process of its own, one thread each. */

const { values: flags } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    sets: { type: 'string', default: 'ag_news,banking77' },
    repeats: { type: 'string', default: '3' },
    data: { type: 'string', default: fileURLToPath(new URL('../../../shared/data', import.meta.url)) },
    write: { type: 'boolean', default: false },
  },
})
const repeats = Number(flags.repeats)
if (!Number.isInteger(repeats) || repeats < 1) throw new Error('--repeats takes a whole number from 1.')

const peers = installedPeers()
if (Object.values(peers).every((names) => names.length === 0))
  console.log(
    'No peers: the Python has neither scikit-learn nor fastText (set PEERS_PYTHON to one that has).',
  )
const measured: SetFigures[] = []
for (const set of setsToMeasure()) {
  const found = kindOf(join(flags.data, set))
  if (found === null) console.log(`\n${set}: skipped, there are no rows in ${join(flags.data, set)}`)
  else measured.push(await measureSet(set, found))
}
if (flags.write) {
  const { node } = process.versions
  const [processor] = cpus()
  const setting = `Node ${node}, ${cpus().length} × ${processor?.model.trim() ?? 'a processor'}, the fastest of ${repeats} ${repeats === 1 ? 'run' : 'runs'} of each.`
  writeSection('ml', `${setting}\n\n${markdownTable(measured)}`)
}

function setsToMeasure(): string[] {
  if (!flags.all) return flags.sets.split(',').filter((set) => set !== '')
  return readdirSync(flags.data).filter((set) => kindOf(join(flags.data, set)) !== null)
}

async function measureSet(set: string, found: 'text' | 'table' | 'zip'): Promise<SetFigures> {
  const scratch = mkdtempSync(join(tmpdir(), 'assay-bench-'))
  try {
    const folder = found === 'zip' ? scratch : join(flags.data, set)
    const kind = found === 'zip' ? await prepareMedia(join(flags.data, set, 'data.zip'), scratch) : found
    const contestants = contestantsFor(kind, peers)
    const runs = new Map<Contestant, Figures[]>(contestants.map((contestant) => [contestant, []]))
    // In turns, so that a busy moment of the machine falls on all of them.
    for (let repeat = 0; repeat < repeats; repeat++)
      for (const [contestant, figures] of runs) figures.push(measure(contestant, folder, kind))
    const rows = [...runs].map(([contestant, figures]) => ({ contestant, figures: fastestRun(figures) }))
    console.log(`\n${plainTable({ set, rows })}`)
    return { set, rows }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
