import type { DecisionPolicy } from '@assay/ml-core/schema'
import { decodeFiles } from './decode-files.ts'
import { type FairTurns, openFairTurns } from './fair-turns.ts'
import type { ModelAddress, ModelCache, ReadyModel } from './model-cache.ts'
import { type GroupItem, predictGroup } from './predict-group.ts'

/** A group as the gateway sends it. */
type GroupRequest = ModelAddress & {
  workspaceId: string
  /** The workspace's share where several want the worker at once. */
  weight: number
  items: GroupItem[]
  policy?: DecisionPolicy
}

/** Answers the text of a group with a line per item; `~` and milliseconds stand before them where the model was woken. */
export type AnswerGroup = (text: string) => Promise<string>

/**
 * `itemsPerTurn`: after so many another workspace may have its turn. A group of no items wakes the model and nothing
 * else.
 */
export const openAnswerGroup = (
  cache: ModelCache,
  itemsPerTurn: number,
  turns: FairTurns = openFairTurns(),
): AnswerGroup => {
  const predict = async (group: GroupRequest, ready: ReadyModel): Promise<string[]> => {
    const { workspaceId, weight, items, policy } = group
    const turn = (some: GroupItem[]) =>
      turns.take(workspaceId, weight, async () =>
        predictGroup(ready, await decodeFiles(some, ready.model.manifest), policy),
      )
    if (items.length <= itemsPerTurn) return items.length === 0 ? [] : turn(items)
    const lines: string[] = []
    for (let start = 0; start < items.length; start += itemsPerTurn)
      for (const line of await turn(items.slice(start, start + itemsPerTurn))) lines.push(line)
    return lines
  }

  return (text) => {
    // Sent by the gateway alone, which holds the token.
    const group = JSON.parse(text) as GroupRequest
    return cache.use(group, async (ready, coldMs) => {
      const lines = (await predict(group, ready)).join('\n')
      return coldMs === null ? lines : `~${Math.ceil(coldMs)}\n${lines}`
    })
  }
}
