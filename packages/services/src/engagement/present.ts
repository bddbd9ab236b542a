import { type Tx, tables } from '@assay/db'
import { asc, desc, eq } from 'drizzle-orm'
import type {
  EngagementChangeView,
  EngagementInvoiceView,
  EngagementLinkView,
  EngagementMilestoneView,
  QuoteVersionView,
  SignatureView,
} from '../views.ts'
import { changeContent } from './change-content.ts'
import { checkQuote, storedContent } from './quote-content.ts'
import { compareQuotes } from './quote-diff.ts'
import type { MilestoneRow, QuoteRow } from './rows.ts'

type Reader = Pick<Tx, 'select'>

const signatureOf = (row: {
  signedName: string | null
  signedAddress: string | null
  answeredAt: Date | null
  contentSha256: string
}): SignatureView | null =>
  row.signedName === null || row.answeredAt === null
    ? null
    : {
        name: row.signedName,
        at: row.answeredAt,
        address: row.signedAddress ?? '',
        contentSha256: row.contentSha256,
      }

const presentQuote = (row: QuoteRow, before: QuoteRow | undefined): QuoteVersionView => {
  const content = storedContent(row.content)
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    content,
    contentSha256: row.contentSha256,
    lineAmountsMinor: checkQuote(content).lines.map(String),
    subtotalMinor: row.subtotalMinor.toString(),
    taxMinor: row.taxMinor.toString(),
    totalMinor: row.totalMinor.toString(),
    sentAt: row.sentAt,
    answeredAt: row.answeredAt,
    declineReason: row.declineReason,
    signature: signatureOf(row),
    differences: before === undefined ? [] : compareQuotes(storedContent(before.content), content),
  }
}

/** The versions, the newest first, each beside the one before it. */
export const readQuotes = async (
  tx: Reader,
  engagementId: string,
  withDrafts: boolean,
): Promise<QuoteVersionView[]> => {
  const { quoteVersion } = tables
  const rows = await tx
    .select()
    .from(quoteVersion)
    .where(eq(quoteVersion.engagementId, engagementId))
    .orderBy(asc(quoteVersion.number))
  const seen = rows.filter((row) => withDrafts || row.state !== 'draft')
  return seen.map((row, at) => presentQuote(row, seen[at - 1])).reverse()
}

/** By milestone, and under `null` the deposit's. */
export const readInvoices = async (
  tx: Reader,
  engagementId: string,
): Promise<Map<string | null, EngagementInvoiceView>> => {
  const { engagementInvoice, invoice } = tables
  const rows = await tx
    .select({ row: engagementInvoice, mirror: invoice })
    .from(engagementInvoice)
    .leftJoin(invoice, eq(invoice.id, engagementInvoice.invoiceId))
    .where(eq(engagementInvoice.engagementId, engagementId))
  return new Map(
    rows.map(({ row, mirror }) => [
      row.milestoneId,
      {
        state: row.state,
        amountMinor: row.amountMinor.toString(),
        invoiceId: mirror?.id ?? null,
        number: mirror?.number ?? null,
        status: mirror?.status ?? null,
        hostedUrl: mirror?.hostedUrl ?? null,
        error: row.error,
      },
    ]),
  )
}

/** By milestone, and under `null` what the engagement starts from. */
export const readLinks = async (
  tx: Reader,
  engagementId: string,
): Promise<Map<string | null, EngagementLinkView[]>> => {
  const { engagementLink, dataset, model, deployment } = tables
  const rows = await tx
    .select({ link: engagementLink, dataset: dataset.name, model: model.name, deployment: deployment.name })
    .from(engagementLink)
    .leftJoin(dataset, eq(dataset.id, engagementLink.datasetId))
    .leftJoin(model, eq(model.id, engagementLink.modelId))
    .leftJoin(deployment, eq(deployment.id, engagementLink.deploymentId))
    .where(eq(engagementLink.engagementId, engagementId))
    .orderBy(asc(engagementLink.createdAt), asc(engagementLink.id))
  const links = new Map<string | null, EngagementLinkView[]>()
  for (const { link, ...names } of rows) {
    const view: EngagementLinkView = {
      id: link.id,
      kind: link.datasetId ? 'dataset' : link.modelId ? 'model' : 'deployment',
      subjectId: link.datasetId ?? link.modelId ?? link.deploymentId ?? '',
      name: names.dataset ?? names.model ?? names.deployment ?? '',
    }
    links.set(link.milestoneId, [...(links.get(link.milestoneId) ?? []), view])
  }
  return links
}

/** The milestones in their order, each with its tasks, deliverables and invoice. */
export const readWork = async (
  tx: Reader,
  milestones: readonly MilestoneRow[],
  of: {
    engagementId: string
    invoices: Map<string | null, EngagementInvoiceView>
    links: Map<string | null, EngagementLinkView[]>
  },
): Promise<EngagementMilestoneView[]> => {
  const { engagementTask } = tables
  const tasks = await tx
    .select()
    .from(engagementTask)
    .where(eq(engagementTask.engagementId, of.engagementId))
    .orderBy(asc(engagementTask.position), asc(engagementTask.id))
  return milestones.map((row) => ({
    id: row.id,
    title: row.title,
    description: row.description,
    amountMinor: row.amountMinor.toString(),
    taxMinor: row.taxMinor.toString(),
    dueOn: row.dueOn,
    state: row.state,
    acceptedAt: row.acceptedAt,
    tasks: tasks
      .filter((task) => task.milestoneId === row.id)
      .map(({ id, title, assignee, dueOn, state }) => ({ id, title, assignee, dueOn, state })),
    deliverables: of.links.get(row.id) ?? [],
    invoice: of.invoices.get(row.id) ?? null,
  }))
}

/** The newest first. */
export const readChanges = async (tx: Reader, engagementId: string): Promise<EngagementChangeView[]> => {
  const { engagementChange } = tables
  const rows = await tx
    .select()
    .from(engagementChange)
    .where(eq(engagementChange.engagementId, engagementId))
    .orderBy(desc(engagementChange.number))
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    state: row.state,
    title: row.title,
    reason: row.reason,
    ...changeContent.parse(row.content),
    deltaMinor: row.deltaMinor.toString(),
    taxMinor: row.taxMinor.toString(),
    contentSha256: row.contentSha256,
    answeredAt: row.answeredAt,
    declineReason: row.declineReason,
    signature: signatureOf(row),
    createdAt: row.createdAt,
  }))
}
