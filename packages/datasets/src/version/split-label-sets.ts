import { type Session, toNumber, toText } from '../duck.ts'
import { labelJoint } from '../infer/label-lists.ts'
import { type RowLabels, stratifyLabelSets } from './stratify-label-sets.ts'

const names = ['train', 'validation', 'test'] as const

/** Splits `kept` by iterative stratification, rows in the order of `position`; leaves `placed` as `splitRows` does. */
export async function splitLabelSets(session: Session, position: string): Promise<void> {
  await session.run(`create table ranked as select rowid as number, label from kept
    order by ${position}, label, number`)
  const splits = stratifyLabelSets(await readRowLabels(session))
  await session.run('create table assigned (place integer, split varchar)')
  const appender = await session.connection.createAppender('assigned')
  splits.forEach((split, place) => {
    appender.appendInteger(place)
    appender.appendVarchar(names[split] ?? 'train')
    appender.endRow()
  })
  appender.closeSync()
  await session.run(
    `create table drawn as select split from assigned join ranked on assigned.place = ranked.rowid order by number`,
  )
  await session.run('drop table ranked')
  await session.run('drop table assigned')
  await session.run(
    'create view placed as select kept.rowid as place, kept.*, drawn.split from kept positional join drawn',
  )
}

async function readRowLabels(session: Session): Promise<RowLabels> {
  const [counts = []] = await session.rows(
    `select count(*), coalesce(sum(len(string_split(label, ${labelJoint}))) filter (label <> ''), 0)::bigint from ranked`,
  )
  const offsets = new Int32Array(toNumber(counts[0]) + 1)
  const labels = new Int32Array(toNumber(counts[1]))
  const numbers = new Map<string, number>()
  let row = 0
  let at = 0
  const result = await session.connection.stream('select label from ranked order by rowid')
  for await (const chunk of result)
    for (const value of chunk.getColumnValues(0)) {
      const joined = toText(value)
      for (const label of joined === '' ? [] : joined.split('\u001f')) {
        let number = numbers.get(label)
        if (number === undefined) {
          number = numbers.size
          numbers.set(label, number)
        }
        labels[at++] = number
      }
      offsets[++row] = at
    }
  return { offsets, labels, classes: numbers.size }
}
