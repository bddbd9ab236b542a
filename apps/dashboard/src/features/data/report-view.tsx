import type { IngestReport } from '@assay/datasets/schema'
import { said } from '@assay/i18n/runtime'
import { CircleCheck, Download } from 'lucide-react'
import { downloadDataset } from '../../lib/download.ts'
import { formatBytes, formatCount, formatDuration } from '../../lib/format.ts'
import { usePagedRows } from '../../lib/paged-query.ts'
import { saveBlob } from '../../lib/save-file.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { DropUpload } from './drop-upload.tsx'

export function ReportView({ report, version }: { report: IngestReport; version: DatasetVersionView }) {
  return (
    <div className="grid gap-6">
      {report.warnings.map((warning) => (
        <Notice key={warning.code + warning.message} tone="warn">
          {said(warning.message)}
        </Notice>
      ))}
      <StatRow>
        <Stat label="Rows read" value={formatCount(report.rowsRead)} note={formatDuration(report.seconds)} />
        {report.appended ? (
          <>
            <Stat
              label="Added"
              value={formatCount(report.rowsKept)}
              note={`to ${formatCount(report.appended.rowsBefore)} rows`}
            />
            <Stat
              label="Known"
              value={formatCount(report.appended.known)}
              note="excluded"
              explain="Rows already in the version, with the same inputs and label."
            />
          </>
        ) : (
          <Stat label="Kept" value={formatCount(report.rowsKept)} note="in this version" />
        )}
        <Stat
          label="Duplicates"
          value={formatCount(report.duplicatesDropped)}
          note="dropped"
          explain="Rows identical to an earlier row in every column. They would leak from training into the test."
        />
        {report.unlabelled !== undefined && (
          <Stat label="Unlabelled" value={formatCount(report.unlabelled)} note="waiting to be labelled" />
        )}
        <Stat label="Refused" value={formatCount(report.rowsRefused)} note="listed below" />
      </StatRow>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <RepairsCard report={report} />
        <Card>
          <CardHeader title="The file" actions={<DropUpload version={version} />} />
          <CardBody>
            <Facts
              items={[
                ['Format', report.format.toUpperCase()],
                ['Encoding', report.encoding],
                ...(report.delimiter ? [['Delimiter', delimiterName(report.delimiter)] as const] : []),
                ['Size', formatBytes(report.bytes)],
                ...(version.uploadDroppedAt
                  ? [['Uploaded file', <Deleted key="d" at={version.uploadDroppedAt} />] as const]
                  : []),
                ...(version.parquetBytes !== null
                  ? [['Stored as Parquet', formatBytes(version.parquetBytes)] as const]
                  : []),
                ...(version.uploadSha256
                  ? [['SHA-256 of the upload', <Hash key="u" hash={version.uploadSha256} />] as const]
                  : []),
                ...(version.contentSha256
                  ? [['SHA-256 of the content', <Hash key="c" hash={version.contentSha256} />] as const]
                  : []),
              ]}
            />
          </CardBody>
        </Card>
      </div>
      <RefusedCard report={report} version={version} />
    </div>
  )
}

const Deleted = ({ at }: { at: Date }) => (
  <span>
    deleted <Time at={at} />
  </span>
)

const delimiterName = (delimiter: string) =>
  ({ '\t': 'Tab', ',': 'Comma', ';': 'Semicolon', '|': 'Pipe' })[delimiter] ?? delimiter

const Hash = ({ hash }: { hash: string }) => (
  <span className="inline-flex items-center gap-1 font-mono text-xs">
    {hash.slice(0, 12)}…
    <CopyButton text={hash} label="Copy the hash" className="-my-2" />
  </span>
)

const RepairsCard = ({ report }: { report: IngestReport }) => (
  <Card>
    <CardHeader title="Repairs" description="What was fixed on import." />
    {report.repairs.length === 0 ? (
      <CardBody className="text-[13px] text-faint">No repairs needed.</CardBody>
    ) : (
      <ul className="border-line border-t">
        {report.repairs.map((repair) => (
          <li key={repair.code} className="flex gap-3 border-line border-b px-5 py-3 last:border-b-0">
            <div className="min-w-0 flex-1 text-sm">
              {said(repair.message)}
              {repair.lines.length > 0 && (
                <span className="block truncate text-[13px] text-faint">
                  Line {repair.lines.slice(0, 8).map(formatCount).join(', ')}
                  {repair.count > Math.min(8, repair.lines.length) && ' …'}
                </span>
              )}
            </div>
            <span className="figure text-faint text-sm">{formatCount(repair.count)}×</span>
          </li>
        ))}
      </ul>
    )}
  </Card>
)

/** Line, reason and row, to be mended and sent again. */
const refusedCsv = ({ refused }: IngestReport): Blob => {
  // A spreadsheet takes a cell that begins so for a formula.
  const cell = (text: string) => `"${(/^[=+@\t\r-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  const lines = refused.map(({ line, reason, excerpt }) => [line, cell(reason), cell(excerpt)].join(','))
  return new Blob([['line,reason,row', ...lines].join('\r\n')], { type: 'text/csv;charset=utf-8' })
}

function RefusedCard({ report, version }: { report: IngestReport; version: DatasetVersionView }) {
  const { data, paging } = usePagedRows(report.refused, 20)
  const isKept = report.refusedKept === true && version.uploadDroppedAt === null
  return (
    <ListTable
      label="Refused rows"
      query={{ data, paging: { ...paging, quiet: false } }}
      header={
        <CardHeader
          title="Refused rows"
          description={
            report.rowsRefused > report.refused.length
              ? `The first ${formatCount(report.refused.length)} of ${formatCount(report.rowsRefused)}${isKept ? '; download all of them to fix and upload again' : ''}.`
              : 'Rows that could not be used, each with its line and reason.'
          }
          actions={
            report.refused.length > 0 && (
              <Button
                size="sm"
                data-testid="download-refused"
                onClick={() =>
                  isKept
                    ? void downloadDataset(version.id, 'refused').catch(toastError)
                    : saveBlob('refused-rows.csv', refusedCsv(report))
                }
              >
                <Download />
                Download as CSV
              </Button>
            )
          }
        />
      }
      columns={[...numericColumns('Line'), 'Reason', 'Row']}
      row={(one) => (
        <Tr key={`${one.line}-${one.code}`}>
          <Td align="right">{formatCount(one.line)}</Td>
          <Td className="min-w-48">{one.reason}</Td>
          <Td className="max-w-md truncate font-mono text-faint text-xs" title={one.excerpt}>
            {one.excerpt}
          </Td>
        </Tr>
      )}
      empty={<EmptyState icon={CircleCheck} title="All rows are usable" className="py-8" />}
    />
  )
}
