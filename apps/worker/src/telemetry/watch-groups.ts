import { type Metrics, traced } from '@assay/infra'
import type { AnswerGroup } from '../hosting/answer-group.ts'

/** How a gateway begins a group whose caller is traced. */
const traceStart = /^\{"traceparent":"([0-9a-f-]{55})"/

/** The lines of an answer, without what says how long the model took to wake. */
const countLines = (text: string): { lines: number; cold: boolean } => {
  const cold = text.startsWith('~')
  let lines = text.length === 0 ? 0 : 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return { lines: cold ? lines - 1 : lines, cold }
}

/** Counts and traces the groups that a host answers. */
export const watchGroups =
  (host: 'light' | 'heavy', answer: AnswerGroup, metrics: Metrics | null): AnswerGroup =>
  (text) => {
    const parent = traceStart.exec(text)?.[1]
    const began = metrics ? performance.now() : 0
    const work = () => answer(text)
    const asked =
      parent === undefined
        ? work()
        : traced('predict group', { kind: 'server', parent, attributes: { 'assay.host': host } }, work)
    if (!metrics) return asked
    const seconds = () => (performance.now() - began) / 1000
    asked.then(
      (answered) => {
        const { lines, cold } = countLines(answered)
        metrics.group(host, lines, seconds(), 'answered')
        if (cold) metrics.modelLoaded(host)
      },
      () => metrics.group(host, 0, seconds(), 'failed'),
    )
    return asked
  }
