import type { RowMap } from '@assay/datasets/schema'
import { useMemo } from 'react'
import { formatCount, formatPercent } from '../../../lib/format.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { DataTable, numericColumns } from '../../../ui/data-table.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { RowsLink } from '../rows/rows-link.tsx'

const mostRows = 40
const mostClasses = 100
/** Most of its nearest rows have another label. */
const isForeign = 50

type ClassFigures = {
  label: number
  rows: number
  /** Share of the nearest rows that have another label. */
  foreign: number
  mixedWith: number | null
  outliers: number[]
}

const figuresOf = (map: RowMap): ClassFigures[] => {
  const places = new Map<number, number[]>()
  map.label.forEach((label, place) => {
    const own = places.get(label)
    if (own) own.push(place)
    else places.set(label, [place])
  })
  const figures = [...places].map(([label, own]): ClassFigures => {
    const others = new Map<number, number>()
    let foreign = 0
    for (const place of own) {
      foreign += map.foreign[place] ?? 0
      const nearest = map.nearest[place] ?? -1
      if (nearest !== label) others.set(nearest, (others.get(nearest) ?? 0) + 1)
    }
    const [most] = [...others].sort(([, a], [, b]) => b - a)
    return {
      label,
      rows: own.length,
      foreign: foreign / own.length / 100,
      mixedWith: most?.[0] ?? null,
      outliers: own
        .filter((place) => (map.foreign[place] ?? 0) > isForeign)
        .sort((a, b) => (map.foreign[b] ?? 0) - (map.foreign[a] ?? 0))
        .map((place) => map.rows[place] ?? 0),
    }
  })
  return figures.sort((a, b) => b.foreign - a.foreign)
}

/** What the map shows, for whoever reads rather than looks: the classes that are mixed most come first. */
export function MapTable({ version, map }: { version: DatasetVersionView; map: RowMap }) {
  const figures = useMemo(() => figuresOf(map), [map])
  const name = (label: number | null) => (label === null ? '–' : (map.labels[label] ?? 'no label'))
  return (
    <DataTable
      label="Classes by overlap"
      className="border-line border-t"
      columns={[
        'Class',
        ...numericColumns('Rows', 'Nearest rows of other classes'),
        'Mostly',
        'Rows among other classes',
      ]}
      rows={figures.slice(0, mostClasses)}
      row={(one) => (
        <Tr key={one.label}>
          <Td className="max-w-64 truncate font-medium">{name(one.label)}</Td>
          <Td align="right">{formatCount(one.rows)}</Td>
          <Td align="right">{formatPercent(one.foreign)}</Td>
          <Td className="max-w-64 truncate text-soft">{name(one.mixedWith)}</Td>
          <Td>
            {one.outliers.length === 0 ? (
              <span className="text-faint">none</span>
            ) : (
              <RowsLink
                version={version}
                search={{ rows: one.outliers.slice(0, mostRows).join(',') }}
                className="text-accent-ink underline-offset-2 hover:underline"
              >
                {one.outliers.length > mostRows
                  ? `The ${mostRows} furthest of ${formatCount(one.outliers.length)}`
                  : formatCount(one.outliers.length)}
              </RowsLink>
            )}
          </Td>
        </Tr>
      )}
    />
  )
}
