import type { QueuedJob } from '../../../lib/views.ts'
import type { Tone } from '../../../ui/badge.tsx'

export const jobLooks: Record<QueuedJob['state'], { tone: Tone; label: string }> = {
  waiting: { tone: 'accent', label: 'Waiting' },
  running: { tone: 'accent', label: 'Running' },
  retrying: { tone: 'warn', label: 'Retrying' },
  later: { tone: 'neutral', label: 'Scheduled' },
  dead: { tone: 'bad', label: 'Dead letter' },
}

export const jobStates = (['waiting', 'running', 'retrying', 'later', 'dead'] as const).map((value) => ({
  value,
  label: jobLooks[value].label,
}))
