import { useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import type { LabellingItem } from '../../lib/views.ts'
import { PlayButton } from '../../ui/play-button.tsx'

/** A row, as large as there is room. */
export function ItemContent({ item }: { item: LabellingItem }) {
  const { input, picture, clip } = item
  if (picture !== null)
    return (
      <img
        src={picture}
        alt="To label"
        className="mx-auto max-h-[50vh] min-h-40 w-auto max-w-full rounded-lg border border-line object-contain [image-rendering:pixelated]"
      />
    )
  if (clip !== null) return <Clip key={item.id} {...clip} />
  if (typeof input === 'string')
    return (
      <p className="max-h-[50vh] overflow-y-auto whitespace-pre-wrap break-words text-lg leading-8">
        {input}
      </p>
    )
  return (
    <dl className="grid max-h-[50vh] grid-cols-[minmax(6rem,auto)_1fr] gap-x-6 gap-y-2 overflow-y-auto text-sm">
      {Object.entries(input ?? {}).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="break-words text-faint">{name}</dt>
          <dd className="break-words font-medium">
            {value === null ? <span className="text-faint">missing</span> : String(value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Clip({ versionId, row }: { versionId: string; row: number }) {
  const queries = useQueryClient()
  return (
    <div className="grid justify-items-center gap-2 py-10">
      <PlayButton
        label={`row ${row}`}
        load={() => queries.fetchQuery(trpc.dataset.clip.queryOptions({ versionId, row }))}
      />
      <p className="text-[13px] text-faint">Play the sound, then label it.</p>
    </div>
  )
}
