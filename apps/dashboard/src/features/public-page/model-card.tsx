import type { PublicCard } from '@assay/services/views'
import { formatCount, formatDay, formatPercent } from '../../lib/format.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'

const shownClasses = 12

/** What its people say of the model, and how it did on rows that it never saw. */
export const ModelCard = ({ card }: { card: PublicCard }) => (
  <Card>
    <CardHeader
      title="Model card"
      description={`Version ${card.version}, trained on ${formatDay(new Date(card.trainedAt))}.`}
    />
    <CardBody className="grid gap-5">
      <Facts
        items={[
          ['Accuracy on held-out rows', formatPercent(card.accuracy)],
          ['Always the most common answer', formatPercent(card.baselineAccuracy)],
          ['Macro F1', card.macroF1.toFixed(3)],
          ['Trained on', `${formatCount(card.trainingRows)} rows`],
          ['Tested on', `${formatCount(card.testRows)} rows`],
        ]}
      />
      {card.intendedUse && <Note title="Intended use" text={card.intendedUse} />}
      {card.limits && <Note title="Limits" text={card.limits} />}
      {card.contact && <Note title="Contact" text={card.contact} />}
      <section className="grid gap-2">
        <h3 className="font-medium text-[13px]">Recall and precision by answer</h3>
        <ul className="grid gap-1.5 text-[13px]">
          {card.perClass.slice(0, shownClasses).map(({ label, precision, recall }) => (
            <li key={label} className="flex justify-between gap-3">
              <span className="truncate text-soft">{label}</span>
              <span className="figure shrink-0 text-faint">
                {formatPercent(recall, 0)} recall, {formatPercent(precision, 0)} precision
              </span>
            </li>
          ))}
        </ul>
      </section>
    </CardBody>
  </Card>
)

const Note = ({ title, text }: { title: string; text: string }) => (
  <section className="grid gap-1">
    <h3 className="font-medium text-[13px]">{title}</h3>
    <p className="whitespace-pre-line break-words text-[13px] text-soft">{text}</p>
  </section>
)
