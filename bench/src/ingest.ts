import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * Our whole ingest (parse, clean, drop duplicates, infer, split, write, digest, profile) beside
 * `pandas.read_csv` alone, in turns, every run in a process of its own.
 */

const { values: flags } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, repeats: { type: 'string', default: '3' } },
})
const rows = Number(flags.rows)
const python = process.env['PEERS_PYTHON'] ?? 'python3'
const oursScript = fileURLToPath(new URL('./ingest/ours.ts', import.meta.url))
const pandasScript = `
import sys, time, resource, json
import pandas
start = time.perf_counter()
frame = pandas.read_csv(sys.argv[1])
print(json.dumps({"seconds": time.perf_counter() - start, "rows": len(frame), "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))`

type Figures = { seconds: number; rows: number; peakMb: number; stages?: Record<string, number> }

/** A text of about 80 characters with a line break inside quotes in every fifth row, and one of 20 labels. */
async function writeUpload(path: string): Promise<void> {
  const words =
    'order parcel invoice refund courier late broken missing wrong size colour price account login password question answer thanks please today tomorrow yesterday never always'.split(
      ' ',
    )
  let state = 42
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const out = createWriteStream(path)
  out.write('text,label\n')
  let block = ''
  for (let row = 0; row < rows; row++) {
    let text = `ticket ${row}`
    const count = 6 + next(9)
    for (let i = 0; i < count; i++) text += ` ${words[next(words.length)]}`
    block += row % 5 === 0 ? `"${text},\nsee ""above""",label ${next(20)}\n` : `${text},label ${next(20)}\n`
    if (block.length > 1 << 20) {
      if (!out.write(block)) await once(out, 'drain')
      block = ''
    }
  }
  out.end(block)
  await finished(out)
}

function run(command: string, args: string[]): Figures {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  // Our own scripts print nothing else on their last line.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Figures
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-ingest-'))
try {
  const path = join(folder, 'upload.csv')
  await writeUpload(path)
  console.log(`${rows.toLocaleString('en')} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB`)
  const hasPandas = spawnSync(python, ['-c', 'import pandas']).status === 0
  if (!hasPandas) console.log('pandas is not installed (PEERS_PYTHON names another Python): no ratio.')
  const fastest: { ours?: Figures; pandas?: Figures } = {}
  const keep = (name: keyof typeof fastest, figures: Figures) => {
    const best = fastest[name]
    if (best === undefined || figures.seconds < best.seconds) fastest[name] = figures
  }
  for (let repeat = 0; repeat < Number(flags.repeats); repeat++) {
    if (hasPandas) keep('pandas', run(python, ['-c', pandasScript, path]))
    const scratch = mkdtempSync(join(folder, 'run-'))
    keep('ours', run(process.execPath, [...process.execArgv, oursScript, path, scratch]))
    if (existsSync(scratch)) rmSync(scratch, { recursive: true })
  }
  for (const [name, figures] of Object.entries(fastest)) {
    const rate = Math.round(figures.rows / figures.seconds).toLocaleString('en')
    console.log(
      `${name.padEnd(8)} ${figures.seconds.toFixed(2).padStart(7)} s  ${rate.padStart(10)} rows/s  ${figures.peakMb.toFixed(0).padStart(5)} MB`,
    )
    if (figures.stages)
      console.log(
        Object.entries(figures.stages)
          .map(([stage, seconds]) => `         ${stage} ${seconds.toFixed(2)} s`)
          .join('\n'),
      )
  }
  if (fastest.ours && fastest.pandas)
    console.log(`ours / pandas: ${(fastest.ours.seconds / fastest.pandas.seconds).toFixed(2)} ×`)
} finally {
  rmSync(folder, { recursive: true })
}
