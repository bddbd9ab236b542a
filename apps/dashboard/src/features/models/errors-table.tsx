import type { WorstError } from '@assay/ml-core/schema'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { usePagedRows } from '../../lib/paged-query.ts'
import { Badge } from '../../ui/badge.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListRows } from '../../ui/list-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { RowMedia } from './row-media.tsx'

/** The most confident mistakes first: usually a wrong label, or something the data lacks. */
export function ErrorsTable({
  errors,
  media,
}: {
  errors: readonly WorstError[]
  /** The dataset version that the rows are of, where they are pictures or sounds. */
  media: string | null
}) {
  const paged = usePagedRows(errors, 10)
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <ListRows
        label="Worst errors"
        query={paged}
        noun="error"
        columns={['Input', 'True label', 'Answer', ...numericColumns('Confidence', 'Row')]}
        row={(one) => (
          <Tr key={one.row} className="align-top">
            <Td className="min-w-64 max-w-xl">
              {media ? (
                <RowMedia versionId={media} row={one.row} />
              ) : (
                <span className="line-clamp-3 break-words">{one.excerpt}</span>
              )}
            </Td>
            <Td>
              <Badge tone="good" className="max-w-40">
                {one.actual}
              </Badge>
            </Td>
            <Td>
              <Badge tone="bad" className="max-w-40">
                {one.predicted}
              </Badge>
            </Td>
            <Td align="right">{formatPercent(one.confidence)}</Td>
            <Td align="right" className="text-faint">
              {formatCount(one.row)}
            </Td>
          </Tr>
        )}
      />
    </div>
  )
}
