import type { InputRow } from '@assay/datasets'
import type { BatchClaim } from '@assay/services/batch'
import type { ReadyModel } from '../hosting/model-cache.ts'
import { predictGroup } from '../hosting/predict-group.ts'
import type { InputMaker } from './make-inputs.ts'

/** Rows between two looks at whatever else this process has to do. */
const rowsAtOnce = 100

export type AnsweredRow = { line: string; refused: boolean }

/** One line of JSON for each row: its number, its cells, and the answer or why there is none. */
export const answerRows = async (
  model: ReadyModel,
  { policy, topK }: Pick<BatchClaim, 'policy' | 'topK'>,
  maker: InputMaker,
  rows: readonly InputRow[],
): Promise<AnsweredRow[]> => {
  const answered: AnsweredRow[] = []
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce)
    const items = some.map((row) => ({ input: maker.inputOf(row), ...(topK !== null && { topK }) }))
    const lines = await predictGroup(model, items, policy ?? undefined)
    some.forEach(({ row, cells }, place) => {
      const answer = lines[place] ?? ''
      const refused = answer.startsWith('!')
      const input = Object.fromEntries(maker.columns.map((name, c) => [name, cells[c] ?? null]))
      const tail = refused ? `"error":${answer.slice(1)}}` : answer.slice(1)
      answered.push({ line: `{"row":${row},"input":${JSON.stringify(input)},${tail}`, refused })
    })
    await new Promise(setImmediate)
  }
  return answered
}
