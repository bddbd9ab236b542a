import { createHash } from 'node:crypto'
import type { DatasetProfile, Finding } from '../schema/index.ts'
import { type ExaminedRow, findingsOfGroups, mostExamples, rowsOf, rowsThat } from './alike.ts'

/** Of 32,768: what stays below this everywhere is the noise of a microphone that heard nothing. */
const silentBelow = 100

export type ExaminedSound = Pick<ExaminedRow, 'split' | 'label'> & {
  silent: boolean
  /** Of the samples: files may differ in what else they hold. */
  sha256: string
}

/** Sounds that are the same in different files, and sounds of nothing. */
export function findInSounds(sounds: readonly ExaminedSound[], profile: DatasetProfile): Finding[] {
  const groups = new Map<string, number[]>()
  const silent: number[] = []
  sounds.forEach((sound, row) => {
    if (sound.silent) silent.push(row)
    else groups.set(sound.sha256, [...(groups.get(sound.sha256) ?? []), row])
  })
  const copies = [...groups.values()].filter((group) => group.length > 1)
  const at = (row: number): ExaminedRow => {
    const { split = 'train', label = '' } = sounds[row] ?? {}
    return { split, label, excerpt: '' }
  }
  const findings = findingsOfGroups(copies, { count: sounds.length, at }, profile, 'Identical sounds')
  if (silent.length > 0)
    findings.push({
      code: 'silent_sounds',
      severity: 'medium',
      title: 'Silent sounds',
      message: `${rowsThat(silent.length, 'holds', 'hold')} nothing that can be heard: often a microphone that was off. Keep them only where silence is one of the labels.`,
      count: silent.length,
      examples: silent
        .slice(0, mostExamples)
        .map((row) => ({ rows: [row], excerpt: '', note: sounds[row]?.label ?? null })),
      fix: { title: `Drop ${rowsOf(silent.length)}`, edits: [{ type: 'drop_rows', rows: silent }] },
    })
  return findings
}

/** What the findings keep of a clip. */
export function hearSound(samples: Int16Array): Pick<ExaminedSound, 'silent' | 'sha256'> {
  let loudest = 0
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample))
  return {
    silent: loudest < silentBelow,
    sha256: createHash('sha256').update(samples).digest('hex'),
  }
}
