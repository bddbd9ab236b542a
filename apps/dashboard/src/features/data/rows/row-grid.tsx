import type { DatasetRow } from '@assay/datasets/schema'
import { useLayoutEffect, useState } from 'react'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { ErrorState } from '../../../ui/states.tsx'
import { useWindow } from '../../../ui/windowed/use-window.ts'
import type { RowEdits } from '../row-edits.tsx'
import { PictureTile } from './picture-tile.tsx'
import { type RowListProps, usePlace } from './row-table.tsx'
import { SoundTile } from './sound-tile.tsx'
import { useRowPages } from './use-row-pages.ts'

const tiles = {
  picture: { width: 136, height: 190, testId: 'picture-grid', label: 'Pictures' },
  sound: { width: 256, height: 112, testId: 'sound-grid', label: 'Sounds' },
} as const

/** Pictures or sounds side by side, drawn only where they are in sight. */
export function RowGrid({ query, profile, total, edits, start, onPlace, onOpen }: RowListProps) {
  const tile = tiles[profile.image ? 'picture' : 'sound']
  const [width, setWidth] = useState(0)
  const across = Math.max(1, Math.floor((width - 24) / tile.width))
  const lines = width === 0 ? 0 : Math.ceil(total / across)
  const list = useWindow(lines, tile.height, Math.floor(start / across))
  const { rowAt, failed } = useRowPages(query, list.first * across, list.last * across)
  usePlace(list.at * across, start, onPlace)
  useLayoutEffect(() => {
    const element = list.scroller.current
    if (!element) return
    const measure = () => setWidth(element.clientWidth)
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [list.scroller])
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
  const places = Array.from(
    { length: Math.max(0, Math.min(total, list.last * across) - list.first * across) },
    (_, index) => list.first * across + index,
  )
  return (
    <section
      ref={list.scroller}
      onScroll={list.onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      aria-label={tile.label}
      className="h-[min(72vh,56rem)] overflow-y-auto p-3 outline-offset-[-2px]"
    >
      <ul data-testid={tile.testId} className="relative" style={{ height: list.canvas }}>
        {places.map((place) => (
          <li
            key={place}
            aria-setsize={total}
            aria-posinset={place + 1}
            className="absolute grid content-start gap-1.5 p-2"
            style={{
              top: list.topOf(Math.floor(place / across)),
              left: `${(100 * (place % across)) / across}%`,
              width: `${100 / across}%`,
              height: tile.height,
            }}
          >
            <Tile
              row={rowAt(place)}
              versionId={query.versionId}
              isPicture={profile.image !== undefined}
              edits={edits}
              onOpen={onOpen}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Tile({
  row,
  versionId,
  isPicture,
  edits,
  onOpen,
}: {
  row: DatasetRow | undefined
  versionId: string
  isPicture: boolean
  edits: RowEdits | null
  onOpen: (row: number) => void
}) {
  if (!row) return <Skeleton className={isPicture ? 'aspect-square h-auto' : 'h-12'} />
  return isPicture ? (
    <PictureTile row={row} edits={edits} onOpen={onOpen} />
  ) : (
    <SoundTile row={row} versionId={versionId} edits={edits} onOpen={onOpen} />
  )
}
