import type { LeaderboardRow } from '@assay/ml-core/schema'
import { LoaderCircle, Trophy } from 'lucide-react'
import { formatDuration, formatPercent, formatScore, plural } from '../lib/format.ts'
import { candidateName, familyNames, settingsText } from '../lib/names.ts'
import { Badge } from './badge.tsx'
import { DataTable, numericColumns } from './data-table.tsx'
import { Td, Tr } from './table.tsx'

/** The competing classifiers on the validation split, with the chosen or leading one marked. */
export function Leaderboard({
  rows,
  winner,
  live = false,
}: {
  rows: readonly LeaderboardRow[]
  winner: string | null
  /** The run goes on; what trains or waits in a run that was cut short never ends. */
  live?: boolean
}) {
  const shown = rows.filter((row) => !isUntold(row))
  const untold = rows.length - shown.length
  return (
    <DataTable
      label="Leaderboard, measured on the validation split"
      className="border-line border-t"
      columns={['Classifier', ...numericColumns('Accuracy', 'Macro-F1', 'Log loss', 'Fit time')]}
      rows={shown}
      row={(row) => (
        <Tr key={idOf(row)}>
          <Td>
            <span className="flex items-center gap-2 whitespace-nowrap font-medium">
              {row.id === undefined ? familyNames[row.family] : candidateName(row.id)}
              {idOf(row) === winner && <Trophy aria-label="Leading" className="size-3.5 text-accent-ink" />}
              {live && row.state === 'training' && (
                <LoaderCircle aria-label="Training" className="size-3.5 animate-spin text-accent-ink" />
              )}
              {live && row.state === 'waiting' && (
                <span className="font-normal text-[13px] text-faint">waiting</span>
              )}
              {row.state === 'failed' && <Badge tone="bad">failed</Badge>}
              {row.state === 'skipped' && <Badge>skipped</Badge>}
              {isCutShort(row, live) && <Badge>stopped</Badge>}
            </span>
            {row.settings && (
              <span className="block text-[13px] text-faint">
                {settingsText(row.settings)}
                {row.rung !== undefined && row.rung > 0 && ` · rung ${row.rung} of ${row.rungs}`}
              </span>
            )}
            {row.note && <span className="block text-[13px] text-faint">{row.note}</span>}
          </Td>
          <Td align="right">
            {row.accuracy === null ? '–' : formatPercent(row.accuracy, 2)}
            {row.standardError !== undefined && (
              <span className="block text-[13px] text-faint">± {formatPercent(row.standardError, 1)}</span>
            )}
          </Td>
          <Td align="right">{formatScore(row.macroF1)}</Td>
          <Td align="right">{formatScore(row.logLoss)}</Td>
          <Td align="right">{row.fitSeconds === null ? '–' : formatDuration(row.fitSeconds)}</Td>
        </Tr>
      )}
    >
      {untold > 0 && (
        <Tr>
          <Td colSpan={5}>
            <span className="text-[13px] text-faint">
              {live && rows.some((row) => row.state === 'training' || row.state === 'waiting')
                ? `${plural(untold, 'more candidate waits', 'more candidates wait')}.`
                : `${plural(untold, 'more candidate was', 'more candidates were')} not measured.`}
            </span>
          </Td>
        </Tr>
      )}
    </DataTable>
  )
}

/** Candidates of a search that nothing is known of yet, or never will be. */
const isUntold = (row: LeaderboardRow): boolean =>
  row.id !== undefined && row.accuracy === null && (row.state === 'waiting' || row.state === 'stopped')

const isCutShort = ({ state }: LeaderboardRow, live: boolean): boolean =>
  state === 'stopped' || (!live && (state === 'training' || state === 'waiting'))

/** A search has several candidates of a family; without one the family names the row. */
const idOf = (row: LeaderboardRow): string => row.id ?? row.family

/** Who leads by validation accuracy so far; the baseline never does. */
export function leaderOf(rows: readonly LeaderboardRow[]): string | null {
  const finished = rows.filter((row) => row.accuracy !== null && row.family !== 'majority')
  finished.sort((a, b) => (b.rung ?? 0) - (a.rung ?? 0) || (b.accuracy ?? 0) - (a.accuracy ?? 0))
  return finished[0] ? idOf(finished[0]) : null
}
