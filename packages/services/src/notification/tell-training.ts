import { type JobError, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { peopleWanting } from './recipients.ts'

/** Whoever began a shorter run is still looking at it. */
const worthAMailSeconds = 120

/** Mails whoever began a run that it has ended, where it took its time or failed. */
export const tellTraining = async (
  services: Pick<Services, 'publicUrl'>,
  tx: Tx,
  run: { workspaceId: string; jobId: string; seconds: number; error: JobError | null },
): Promise<void> => {
  const { model, trainingJob } = tables
  const [about] = await tx
    .select({ name: model.name, createdBy: trainingJob.createdBy })
    .from(trainingJob)
    .innerJoin(model, eq(model.id, trainingJob.modelId))
    .where(eq(trainingJob.id, run.jobId))
  if (!about) return
  if (run.error === null && run.seconds < worthAMailSeconds) return
  const people = await peopleWanting(tx, run.workspaceId, 'training', about.createdBy)
  const link = `${services.publicUrl}/training/${run.jobId}`
  const mail =
    run.error === null
      ? {
          subject: `${about.name} has finished training`,
          text: `The training of ${about.name} has finished. See how well it does: ${link}`,
        }
      : {
          subject: `The training of ${about.name} failed`,
          text: `The training of ${about.name} ended without a model: ${run.error.message}\n\n${link}`,
        }
  for (const to of people)
    await enqueue(tx, 'mail.send', { to, ...mail }, { key: `training ${run.jobId} ${to}` })
}
