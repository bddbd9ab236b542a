import { formatDay, formatMoment } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { QuoteVersionView } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'

/** One version of a quote as it was sent: lines, milestones, terms and signature. */
export function QuoteView({ quote }: { quote: QuoteVersionView }) {
  const { content } = quote
  const money = (minor: string, maxDigits?: number) =>
    formatMoney(minor, content.currency, maxDigits === undefined ? {} : { maxDigits })
  return (
    <div className="grid gap-6">
      {quote.differences.length > 0 && <Differences quote={quote} />}
      <Card>
        <CardHeader
          title={`Version ${quote.number}`}
          description={`Valid until ${content.validUntil}, UTC.`}
        />
        <DataTable
          label="Lines of the quote"
          className="border-line border-t"
          columns={['For', ...numericColumns('Quantity', 'Price', 'Amount')]}
          rows={content.lines}
          row={(line, at) => (
            <Tr key={at}>
              <Td className="min-w-40 whitespace-pre-line break-words">{line.description}</Td>
              <Td align="right">{line.quantity}</Td>
              <Td align="right">{money(line.unitPriceMinor, 8)}</Td>
              <Td align="right">{money(quote.lineAmountsMinor[at] ?? '0')}</Td>
            </Tr>
          )}
        />
        <CardBody className="grid justify-items-end gap-1 pt-4 text-sm">
          <Sum label="Subtotal" value={money(quote.subtotalMinor)} />
          <Sum label={`Tax, ${content.taxPercent}%`} value={money(quote.taxMinor)} />
          <Sum label="Total" value={money(quote.totalMinor)} strong />
          {content.depositMinor !== '0' && (
            <Sum label="Deposit, on acceptance" value={money(content.depositMinor)} />
          )}
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Milestones" description="Each is invoiced once you accept it." />
        <ol className="border-line border-t">
          {content.milestones.map((one, at) => (
            <li key={at} className="flex gap-4 border-line border-b px-5 py-3 last:border-b-0">
              <span className="min-w-0 flex-1">
                <span className="block break-words font-medium text-sm">
                  {at + 1}. {one.title}
                </span>
                {one.description && (
                  <span className="block whitespace-pre-line break-words text-[13px] text-soft">
                    {one.description}
                  </span>
                )}
                {one.dueOn && <span className="block text-[13px] text-faint">Due {one.dueOn}</span>}
              </span>
              <span className="figure text-sm">{money(one.amountMinor)}</span>
            </li>
          ))}
        </ol>
      </Card>
      {content.terms && (
        <Card>
          <CardHeader title="Terms" />
          <CardBody className="whitespace-pre-line break-words text-soft text-sm">{content.terms}</CardBody>
        </Card>
      )}
      <Answer quote={quote} />
    </div>
  )
}

const Sum = ({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) => (
  <p className={strong ? 'font-semibold' : 'text-soft'}>
    {label} <span className="figure ml-4 inline-block min-w-24 text-right">{value}</span>
  </p>
)

function Answer({ quote }: { quote: QuoteVersionView }) {
  const { signature, declineReason, answeredAt } = quote
  if (signature)
    return (
      <Card data-testid="signature">
        <CardHeader title="Signature" />
        <CardBody className="grid gap-1 text-sm">
          <p className="break-words font-semibold text-lg italic">{signature.name}</p>
          <p className="text-[13px] text-faint">
            {formatMoment(signature.at)}, from {signature.address}
          </p>
          <p className="break-all text-[13px] text-faint">Content SHA-256 {signature.contentSha256}</p>
        </CardBody>
      </Card>
    )
  if (declineReason)
    return (
      <Card>
        <CardHeader title={answeredAt ? `Declined on ${formatDay(answeredAt)}` : 'Declined'} />
        <CardBody className="whitespace-pre-line break-words text-soft text-sm">{declineReason}</CardBody>
      </Card>
    )
  return null
}

const Differences = ({ quote }: { quote: QuoteVersionView }) => (
  <Card data-testid="differences">
    <CardHeader title="Changes since the previous version" description="Amounts are in minor units." />
    <ul className="border-line border-t">
      {quote.differences.map(({ place, before, after }) => (
        <li key={place} className="grid gap-1 border-line border-b px-5 py-3 text-[13px] last:border-b-0">
          <span className="font-medium">{place}</span>
          {before !== null && (
            <del className="whitespace-pre-line break-words text-bad decoration-bad/40">{before}</del>
          )}
          {after !== null && (
            <ins className="whitespace-pre-line break-words text-good no-underline">{after}</ins>
          )}
        </li>
      ))}
    </ul>
  </Card>
)
