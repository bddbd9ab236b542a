import type { EngagementState, EngagementWorkState } from '../../lib/views.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'

const looks: Record<EngagementState, { tone: Tone; label: string }> = {
  requested: { tone: 'accent', label: 'Requested' },
  quoted: { tone: 'warn', label: 'Quoted' },
  active: { tone: 'accent', label: 'In progress' },
  completed: { tone: 'good', label: 'Completed' },
  declined: { tone: 'neutral', label: 'Declined' },
  expired: { tone: 'neutral', label: 'Expired' },
  cancelled: { tone: 'neutral', label: 'Withdrawn' },
}
export const stateName = (state: EngagementState): string => looks[state].label

export const ServiceStatus = ({ state }: { state: EngagementState }) => (
  <Badge tone={looks[state].tone} dot data-testid="service-state">
    {looks[state].label}
  </Badge>
)

export const workNames: Record<EngagementWorkState, string> = {
  todo: 'To do',
  in_progress: 'In progress',
  in_review: 'In review',
  done: 'Done',
}
const workTones: Record<EngagementWorkState, Tone> = {
  todo: 'neutral',
  in_progress: 'accent',
  in_review: 'warn',
  done: 'good',
}
export const WorkStatus = ({ state }: { state: EngagementWorkState }) => (
  <Badge tone={workTones[state]} dot>
    {workNames[state]}
  </Badge>
)
