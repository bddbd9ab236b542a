import { newId, type Tx, tables } from '@assay/db'
import { and, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx, Services } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { LegalDocumentView } from '../views.ts'
import { presentBrand } from './read-brand.ts'

const kind = z.enum(['terms', 'privacy', 'imprint'])
const { legalAcceptance, legalDocument } = tables

const newest = async (tx: Pick<Tx, 'select'>, of: z.output<typeof kind>) => {
  const [row] = await tx
    .select()
    .from(legalDocument)
    .where(eq(legalDocument.kind, of))
    .orderBy(desc(legalDocument.number))
    .limit(1)
  return row ?? null
}

const present = (row: typeof legalDocument.$inferSelect): LegalDocumentView => ({
  id: row.id,
  kind: row.kind,
  number: row.number,
  body: row.body,
  publishedAt: row.publishedAt.toISOString(),
})

export const readLegalInput = z.strictObject({ kind, number: z.int().min(1).max(100_000).optional() })

/** A legal text as it holds now, or as one of its versions had it. */
export const readLegal = async (
  services: Pick<Services, 'dbs'>,
  input: z.input<typeof readLegalInput>,
): Promise<LegalDocumentView> => {
  const { kind: of, number } = readLegalInput.parse(input)
  const row =
    number === undefined
      ? await newest(services.dbs.platform, of)
      : (
          await services.dbs.platform
            .select()
            .from(legalDocument)
            .where(and(eq(legalDocument.kind, of), eq(legalDocument.number, number)))
        )[0]
  if (!row || row.body === '') throw new NotFound('legal text', of)
  return present(row)
}

/** The newest version of each text, for the operator to edit. */
export const listLegal = async (ctx: OperatorCtx): Promise<LegalDocumentView[]> => {
  const rows = await Promise.all(kind.options.map((of) => newest(ctx.dbs.platform, of)))
  return rows.flatMap((row) => (row ? [present(row)] : []))
}

export const publishLegalInput = z.strictObject({
  kind,
  /** Markdown; empty takes the page away. */
  body: z.string().trim().max(200_000),
})

/** Publishes a further version; whoever accepted an earlier one is still known to have accepted that one. */
export const publishLegal = (
  ctx: OperatorCtx,
  input: z.input<typeof publishLegalInput>,
): Promise<{ id: string; number: number }> => {
  const { kind: of, body } = publishLegalInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) => {
    const before = await newest(tx, of)
    if ((before?.body ?? '') === body)
      throw new AssayError('conflict', 'Nothing has changed since the last version.', { param: 'body' })
    const id = newId('lgl')
    const number = (before?.number ?? 0) + 1
    await tx.insert(legalDocument).values({ id, kind: of, number, body, publishedAt: ctx.now() })
    await writeAudit(
      tx,
      { actor: ctx.actor, workspaceId: null },
      'legal.published',
      { type: 'legal_document', id },
      { kind: of, number },
    )
    await notifyChange(tx, { topic: 'brand', id })
    return { id, number }
  })
}

/** What someone has to accept who signs up. */
const toAccept = async (services: Pick<Services, 'dbs'>): Promise<string[]> =>
  (await presentBrand(services)).legal.filter((one) => one.kind !== 'imprint').map(({ id }) => id)

/** @throws AssayError `invalid_request` where terms are published and what was accepted is not their newest version */
export const requireAcceptance = async (
  services: Pick<Services, 'dbs'>,
  accepted: readonly string[],
): Promise<string[]> => {
  const needed = await toAccept(services)
  if (needed.every((id) => accepted.includes(id))) return needed
  throw new AssayError(
    'invalid_request',
    accepted.length === 0
      ? 'Accept the terms to create an account.'
      : 'The terms have just changed. Reload the page and accept the current ones.',
    { param: 'accepted' },
  )
}

/** Keeps who accepted which versions, when and from where. */
export const recordAcceptance = async (
  services: Pick<Services, 'dbs' | 'now'>,
  of: { userId: string; documentIds: readonly string[]; address: string },
): Promise<void> => {
  if (of.documentIds.length === 0) return
  const acceptedAt = services.now()
  await services.dbs.platform
    .insert(legalAcceptance)
    .values(
      of.documentIds.map((documentId) => ({
        userId: of.userId,
        documentId,
        acceptedAt,
        address: of.address,
      })),
    )
    .onConflictDoNothing()
}
