import type { Log } from '@assay/infra'
import type { ServedVersion } from '@assay/services/deployment'
import type { MultiPrediction, Prediction } from '@assay/services/views'
import type { TrafficWatch } from './traffic-watch.ts'
import type { GroupItem, WorkerLink } from './worker-link.ts'

/** More than this is not mirrored: a shadow that can't keep up sees a part of the calls. */
const mostWaiting = 1_024
const mostInGroup = 128
/** A workspace's share of a worker for what nobody waits for. */
const shadowWeight = 1

type Mirrored = { items: GroupItem[]; lines: string[] }

export type Shadow = {
  /** Lets the shadow answer what the live version has answered, whenever there is time. */
  mirror(items: GroupItem[], lines: string[]): void
}

/** Without its scores. The worker wrote the line. */
const answerOf = (line: string): string => {
  const answer = JSON.parse(line) as Prediction | MultiPrediction
  return 'labels' in answer ? answer.labels.toSorted().join('\0') : String(answer.label)
}

/** Asks a second version the same and counts how often it agrees; its answers go to nobody and are not billed. */
export const openShadow = (
  link: WorkerLink,
  watch: TrafficWatch,
  version: ServedVersion,
  log: Log,
): Shadow => {
  const waiting: Mirrored[] = []
  let items = 0
  let running = false

  const compare = (mirrored: Mirrored, lines: string[], ms: number): void => {
    const wrong = lines.some((line) => line.startsWith('!'))
    const agreed = wrong
      ? 0
      : lines.filter((line, i) => answerOf(line) === answerOf(mirrored.lines[i] ?? '{}')).length
    watch.count(version, { ms, errors: wrong ? 1 : 0, compared: wrong ? 0 : lines.length, agreed })
  }

  const takeGroup = (): Mirrored[] => {
    const group: Mirrored[] = []
    let taken = 0
    while (waiting[0] && (group.length === 0 || taken + waiting[0].items.length <= mostInGroup)) {
      taken += waiting[0].items.length
      group.push(waiting[0])
      waiting.shift()
    }
    items -= taken
    return group
  }

  const run = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) {
      const group = takeGroup()
      const began = performance.now()
      try {
        // The label alone is compared.
        const asked = group.flatMap((one) => one.items.map(({ input }) => ({ input, topK: 1 })))
        const { lines } = await link.predict(version, asked, shadowWeight)
        let start = 0
        for (const one of group) {
          compare(one, lines.slice(start, start + one.items.length), performance.now() - began)
          start += one.items.length
        }
      } catch (error) {
        log.warn({ err: error, version: version.modelVersionId }, 'a shadow could not answer')
        for (const _ of group) watch.count(version, { errors: 1 })
      }
    }
    running = false
  }

  return {
    mirror: (asked, lines) => {
      if (items + asked.length > mostWaiting) return
      waiting.push({ items: asked, lines })
      items += asked.length
      if (!running) void run()
    },
  }
}
