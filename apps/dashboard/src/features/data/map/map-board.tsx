import type { DatasetProfile, RowMap } from '@assay/datasets/schema'
import { getRouteApi } from '@tanstack/react-router'
import { Hand, Lasso } from 'lucide-react'
import { useMemo, useState } from 'react'
import { formatCount, formatDuration } from '../../../lib/format.ts'
import { useSession } from '../../../lib/session.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { RowEditBar, useRowEdits } from '../row-edits.tsx'
import { RowDialog } from '../rows/row-dialog.tsx'
import { classColours } from './class-colours.ts'
import { HoverCard } from './hover-card.tsx'
import { MapCanvas } from './map-canvas.tsx'
import { MapLegend } from './map-legend.tsx'
import { MapTable } from './map-table.tsx'
import type { Point } from './plane.ts'

const route = getRouteApi('/shell/data/$datasetId/versions/$versionId')

const methods: Record<RowMap['method'], string> = {
  sentences: 'English sentence embeddings of their texts',
  words: 'the words they share',
  columns: 'their columns, scaled by spread',
  pictures: 'their edges and colours',
  sounds: 'their spectrograms',
}

/** The map with its legend, what is under the pointer, and what is done with the rows that were caught. */
export function MapBoard({
  version,
  profile,
  map,
}: {
  version: DatasetVersionView
  profile: DatasetProfile
  map: RowMap
}) {
  const { canWrite } = useSession()
  const { row } = route.useSearch()
  const navigate = route.useNavigate()
  const edits = useRowEdits()
  const [draws, setDraws] = useState(false)
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set())
  const [hovered, setHovered] = useState<{ row: number; at: Point } | null>(null)
  const counts = useMemo(() => {
    const list = map.labels.map(() => 0)
    for (const label of map.label) if (label >= 0) list[label] = (list[label] ?? 0) + 1
    return list
  }, [map])
  const { colours, isShared } = useMemo(() => classColours(counts), [counts])
  const isShown = (place: number) => !hidden.has(map.label[place] ?? -1)
  const open = (next: number | undefined) =>
    void navigate({ search: (now) => ({ ...now, row: next }), replace: true })
  const sampled = map.rows.length < profile.rows
  return (
    <div className="grid gap-6">
      <Card className="overflow-hidden">
        <CardHeader
          title="Similar rows sit side by side"
          description={`${sampled ? `A sample of ${formatCount(map.rows.length)} of ${formatCount(profile.rows)} rows` : `All ${formatCount(profile.rows)} rows`}, compared by ${methods[map.method]}; drawn in ${formatDuration(map.seconds)}. Only distance is meaningful, not direction. ${profile.multiLabel ? 'Coloured by the first label.' : ''}`}
          actions={
            canWrite && (
              <span className="flex gap-1.5">
                <Button
                  size="sm"
                  aria-pressed={!draws}
                  look={draws ? 'ghost' : 'secondary'}
                  onClick={() => setDraws(false)}
                >
                  <Hand />
                  Move
                </Button>
                <Button
                  size="sm"
                  aria-pressed={draws}
                  look={draws ? 'secondary' : 'ghost'}
                  onClick={() => setDraws(true)}
                  data-testid="draw-around"
                >
                  <Lasso />
                  Select with lasso
                </Button>
              </span>
            )
          }
        />
        <div className="grid border-line border-t lg:grid-cols-[minmax(0,1fr)_15rem]">
          <div className="relative">
            <MapCanvas
              map={map}
              colours={colours}
              isShown={isShown}
              selected={edits.selected}
              draws={draws && canWrite}
              onHover={(place, at) => setHovered(place === null ? null : { row: map.rows[place] ?? 0, at })}
              onOpen={open}
              onCatch={(rows) => canWrite && edits.select(rows, true)}
            />
            {hovered && <HoverCard versionId={version.id} profile={profile} {...hovered} />}
          </div>
          <MapLegend
            labels={map.labels}
            counts={counts}
            colours={colours}
            isShared={isShared}
            hidden={hidden}
            onChange={setHidden}
          />
        </div>
      </Card>
      <Card>
        <CardHeader
          title="In numbers"
          description="How often a row’s nearest neighbours have a different label."
        />
        <CardBody className="px-0 pb-0">
          <MapTable version={version} map={map} />
        </CardBody>
      </Card>
      <RowEditBar edits={edits} version={version} profile={profile} />
      {row !== undefined && (
        <RowDialog version={version} profile={profile} row={row} onClose={() => open(undefined)} />
      )}
    </div>
  )
}
