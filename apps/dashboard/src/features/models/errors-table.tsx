import type { WorstError } from '@assay/ml-core/schema'
import { useState } from 'react'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { RowMedia } from './row-media.tsx'

const size = 10

/** The most confident mistakes first: usually a wrong label, or something the data lacks. */
export function ErrorsTable({
  errors,
  media,
}: {
  errors: readonly WorstError[]
  /** The dataset version that the rows are of, where they are pictures or sounds. */
  media: string | null
}) {
  const [asked, setPage] = useState(1)
  const page = Math.min(asked, Math.max(1, Math.ceil(errors.length / size)))
  const shown = errors.slice(pageOffset(page, size), page * size)
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <Table label="Worst errors">
        <thead>
          <tr>
            <Th>Input</Th>
            <Th>True label</Th>
            <Th>Answer</Th>
            <Th align="right">Confidence</Th>
            <Th align="right">Row</Th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
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
          ))}
        </tbody>
      </Table>
      {errors.length > size && (
        <Pagination page={page} size={size} total={errors.length} noun="error" onPage={setPage} />
      )}
    </div>
  )
}
