import { type Examination, examinationSchema, type Finding } from '@assay/datasets/schema'
import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import { datasetId } from './manage.ts'

export const readExamination = async (tx: Tx, id: string): Promise<Examination | null> => {
  const { datasetVersion } = tables
  const [found] = await tx
    .select({ examination: datasetVersion.examination })
    .from(datasetVersion)
    .where(eq(datasetVersion.id, id))
  if (!found) throw new NotFound('dataset version', id)
  return found.examination === null ? null : examinationSchema.parse(found.examination)
}

/** A finding as it is shown: of its fix only what it would do. */
export type FindingView = Omit<Finding, 'fix'> & { fix: { title: string } | null }
export type ExaminationView = Omit<Examination, 'findings'> & { findings: FindingView[] }

/** What is wrong with a version's rows; null while nobody has looked yet. */
export const getFindings = (
  ctx: WorkspaceCtx,
  input: z.input<typeof datasetId>,
): Promise<ExaminationView | null> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const examination = await readExamination(tx, id)
    if (!examination) return null
    const findings = examination.findings.map(({ fix, ...finding }) => ({
      ...finding,
      fix: fix && { title: fix.title },
    }))
    return { ...examination, findings }
  })
}
