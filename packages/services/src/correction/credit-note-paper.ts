import { tables } from '@assay/db'
import { speakerOf } from '@assay/i18n/server'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { paperHead } from '../brand/index.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { paperDay } from '../core/paper-dates.ts'
import { paperMoney } from '../core/paper-money.ts'
import type { Paper } from '../core/ports.ts'
import { NotFound } from '../errors/index.ts'

export const creditNoteIdInput = z.strictObject({ id: z.string().max(64) })

/** A credit note, to be printed in a language. */
export const creditNotePaper = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof creditNoteIdInput>,
  language: string,
): Promise<Paper> => {
  const { id } = creditNoteIdInput.parse(input)
  const head = await paperHead(ctx)
  const { creditNote, invoice, workspace } = tables
  const [found] = await inWorkspace(ctx, 'viewer', (tx) =>
    tx
      .select({ note: creditNote, invoiceNumber: invoice.number, recipient: workspace.name })
      .from(creditNote)
      .innerJoin(invoice, eq(invoice.id, creditNote.invoiceId))
      .innerJoin(workspace, eq(workspace.id, creditNote.workspaceId))
      .where(eq(creditNote.id, id)),
  )
  if (!found) throw new NotFound('credit note', id)
  const { note } = found
  const { say, said, language: spoken } = speakerOf(language)
  const money = (minor: bigint | string) => paperMoney(minor.toString(), note.currency, spoken)
  const parts = [
    [say('Unpaid amount waived'), note.forgivenMinor],
    [say('Refunded to the card'), note.refundedMinor],
    [say('Credited to future invoices'), note.balanceMinor],
    [say('Refunded by other means'), note.outsideMinor],
  ] as const
  return {
    language: spoken,
    kind: say('Credit note'),
    title: note.number,
    ...head,
    recipient: found.recipient,
    facts: [
      { name: say('Number'), value: note.number },
      { name: say('Corrects invoice'), value: found.invoiceNumber ?? '' },
      { name: say('Issue date'), value: paperDay(note.issuedAt, spoken) },
      { name: say('Status'), value: note.status === 'void' ? say('Void') : say('Issued') },
    ],
    lines: note.lines.map((line) => ({
      description: said(line.description),
      quantity: '1',
      price: '',
      amount: money(line.amountMinor),
    })),
    totals: [
      ...(note.taxMinor === 0n ? [] : [{ name: say('Tax included'), value: money(note.taxMinor) }]),
      ...parts.filter(([, minor]) => minor > 0n).map(([name, minor]) => ({ name, value: money(minor) })),
      { name: say('Total credited'), value: money(note.totalMinor) },
    ],
    sections: note.memo === '' ? [] : [{ title: say('Reason'), text: note.memo }],
    signature: null,
  }
}
