import { join } from 'node:path'
import { ingest } from '@assay/datasets'

const [sourcePath = '', folder = ''] = process.argv.slice(2)
const stages: Record<string, number> = {}
let stage = 'reading'
let sinceMs = performance.now()
const startedMs = sinceMs
const enter = (next: string) => {
  const nowMs = performance.now()
  stages[stage] = (stages[stage] ?? 0) + (nowMs - sinceMs) / 1000
  stage = next
  sinceMs = nowMs
}
const outcome = await ingest({
  sourcePath,
  fileName: 'upload.csv',
  outputPath: join(folder, 'version.parquet'),
  scratchDir: folder,
  options: { ignoredColumns: [], seed: 42 },
  onProgress: (progress) => {
    if (progress.stage !== stage) enter(progress.stage)
  },
  now: () => performance.now(),
})
enter('done')
if (outcome.status !== 'ready') throw new Error('The upload asks for its label.')
console.log(
  JSON.stringify({
    seconds: (performance.now() - startedMs) / 1000,
    rows: outcome.report.rowsRead,
    peakMb: process.resourceUsage().maxRSS / 1024,
    stages,
  }),
)
