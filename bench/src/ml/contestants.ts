import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Family, TaskKind } from '@assay/ml-core/schema'
import { readCsv } from './csv.ts'
import { type Figures, parseFigures } from './figures.ts'

/** One of our families, or a peer by the name that peers.py knows it by. */
export interface Contestant {
  name: string
  ours: boolean
}

const ourFamilies: Record<TaskKind, Family[]> = {
  text: ['sparse-linear'],
  table: ['boosted-trees', 'logistic'],
  image: ['image-linear'],
  audio: ['audio-linear'],
}
const peersScript = fileURLToPath(new URL('./peers.py', import.meta.url))
const oursScript = fileURLToPath(new URL('./ours.ts', import.meta.url))
const python = process.env['PEERS_PYTHON'] ?? 'python3'
const oneThread = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', env: oneThread, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The peers that this machine's Python has, by the kind of data that they learn from. */
export function installedPeers(): Record<TaskKind, string[]> {
  try {
    return JSON.parse(run(python, [peersScript, 'check']))
  } catch {
    return { text: [], table: [], image: [], audio: [] }
  }
}

export function contestantsFor(kind: TaskKind, peers: Record<TaskKind, string[]>): Contestant[] {
  return [
    ...ourFamilies[kind].map((name) => ({ name, ours: true })),
    ...peers[kind].map((name) => ({ name, ours: false })),
  ]
}

/** One run in a process of its own. */
export function measure({ name, ours }: Contestant, folder: string, kind: TaskKind): Figures {
  const printed = ours
    ? run(process.execPath, [...process.execArgv, oursScript, folder, name])
    : run(python, [peersScript, folder, kind, name, kind === 'text' ? unitOf(folder) : 'words'])
  return parseFigures(printed.trim().split('\n').at(-1) ?? '')
}

/** Peers read by the character where words are not set apart by spaces. */
function unitOf(folder: string): 'words' | 'characters' {
  const sample = readCsv(folder, 'train')
    .slice(1, 200)
    .map(([text]) => text)
    .join('')
  const unspaced = sample.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu) ?? []
  return unspaced.length * 3 > sample.length ? 'characters' : 'words'
}
