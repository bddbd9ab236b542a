import { tables } from '@assay/db'
import { type Speaker, speakerOf } from '@assay/i18n/server'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { paperHead } from '../brand/index.ts'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { paperDay, paperMoment } from '../core/paper-dates.ts'
import { paperMoney } from '../core/paper-money.ts'
import type { Paper } from '../core/ports.ts'
import { NotFound } from '../errors/index.ts'
import type { QuoteVersionView } from '../views.ts'
import { readQuotes } from './present.ts'

export const quotePaperInput = z.strictObject({ quoteVersionId: z.string().max(64) })

type Reader = Parameters<typeof readQuotes>[0]

type Head = Pick<Paper, 'issuer' | 'logo'>

const milestonesOf = (
  { milestones }: QuoteVersionView['content'],
  money: (minor: string) => string,
  { say, language }: Speaker,
): string =>
  milestones
    .map((one, at) => {
      const milestone = `${at + 1}. ${one.title}: ${money(one.amountMinor)}`
      const due =
        one.dueOn === null
          ? milestone
          : say('{milestone}, due {date}', { milestone, date: paperDay(new Date(one.dueOn), language) })
      return one.description === '' ? due : `${due}\n${one.description}`
    })
    .join('\n')

const signatureOf = (signature: QuoteVersionView['signature'], { say, language }: Speaker) =>
  signature && {
    name: signature.name,
    facts: [
      { name: say('Signed'), value: paperMoment(signature.at, language) },
      { name: say('Signed from'), value: signature.address },
      { name: say('Content SHA-256'), value: signature.contentSha256 },
    ],
  }

const describe = (
  quote: QuoteVersionView,
  of: Pick<Paper, 'title' | 'recipient'> & Head,
  speaker: Speaker,
): Paper => {
  const { content } = quote
  const { say, language } = speaker
  const money = (minor: string) => paperMoney(minor, content.currency, language)
  return {
    language,
    kind: say('Quote'),
    ...of,
    facts: [
      { name: say('Number'), value: say('{id}, version {number}', { id: quote.id, number: quote.number }) },
      {
        name: say('Sent'),
        value: quote.sentAt ? paperDay(quote.sentAt, language) : say('not yet: this is a draft'),
      },
      { name: say('Valid until'), value: `${paperDay(new Date(content.validUntil), language)} (UTC)` },
      { name: say('Content SHA-256'), value: quote.contentSha256 },
    ],
    lines: content.lines.map((line, at) => ({
      description: line.description,
      quantity: line.quantity,
      price: money(line.unitPriceMinor),
      amount: money(quote.lineAmountsMinor[at] ?? '0'),
    })),
    totals: [
      { name: say('Subtotal'), value: money(quote.subtotalMinor) },
      { name: say('Tax, {percent} %', { percent: content.taxPercent }), value: money(quote.taxMinor) },
      ...(content.depositMinor === '0'
        ? []
        : [
            { name: say('Deposit due on acceptance, part of the total'), value: money(content.depositMinor) },
          ]),
      { name: say('Total'), value: money(quote.totalMinor) },
    ],
    sections: [
      { title: say('Milestones'), text: milestonesOf(content, money, speaker) },
      ...(content.terms === '' ? [] : [{ title: say('Terms'), text: content.terms }]),
    ],
    signature: signatureOf(quote.signature, speaker),
  }
}

const readPaper = async (
  tx: Reader,
  id: string,
  head: Head,
  { language, withDrafts }: { language: string; withDrafts: boolean },
): Promise<Paper> => {
  const { engagement, quoteVersion, workspace } = tables
  const [of] = await tx
    .select({ engagementId: engagement.id, title: engagement.title, recipient: workspace.name })
    .from(quoteVersion)
    .innerJoin(engagement, eq(engagement.id, quoteVersion.engagementId))
    .innerJoin(workspace, eq(workspace.id, quoteVersion.workspaceId))
    .where(eq(quoteVersion.id, id))
  const quotes = of ? await readQuotes(tx, of.engagementId, withDrafts) : []
  const quote = quotes.find((one) => one.id === id)
  if (!of || !quote) throw new NotFound('quote', id)
  return describe(quote, { title: of.title, recipient: of.recipient, ...head }, speakerOf(language))
}

/** A version of a quote, to be printed in a language. */
export const quotePaper = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof quotePaperInput>,
  language: string,
): Promise<Paper> => {
  const { quoteVersionId } = quotePaperInput.parse(input)
  const head = await paperHead(ctx)
  return inWorkspace(ctx, 'viewer', (tx) =>
    readPaper(tx, quoteVersionId, head, { language, withDrafts: false }),
  )
}

export const quotePaperAsOperator = async (
  ctx: OperatorCtx,
  input: z.input<typeof quotePaperInput>,
  language: string,
): Promise<Paper> => {
  const { quoteVersionId } = quotePaperInput.parse(input)
  return readPaper(ctx.dbs.platform, quoteVersionId, await paperHead(ctx), { language, withDrafts: true })
}
