import { sql } from 'drizzle-orm'
import { boolean, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { user } from './account.ts'
import { createdAt, id, instant } from './columns.ts'
import { dataset, datasetVersion, type JobError } from './dataset.ts'
import { deployment, trainingJob } from './model.ts'
import { workspace } from './workspace.ts'

export type SolutionRunStatus = 'running' | 'ready' | 'failed'

/** A ready-made solution on its way from data to a deployment: each step that is done has left its row's id. */
export const solutionRun = pgTable(
  'solution_run',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    /** Which of the catalogue's. */
    solution: text('solution').notNull(),
    status: text('status').$type<SolutionRunStatus>().notNull(),
    /** Whether the data are the tenant's own, not the sample. */
    ownData: boolean('own_data').notNull().default(false),
    /** Null until the sample is stored; from the beginning where the data are the tenant's own. */
    datasetId: text('dataset_id').references(() => dataset.id),
    datasetVersionId: text('dataset_version_id').references(() => datasetVersion.id),
    trainingJobId: text('training_job_id').references(() => trainingJob.id),
    deploymentId: text('deployment_id').references(() => deployment.id),
    error: jsonb('error').$type<JobError>(),
    createdBy: text('created_by').references(() => user.id),
    createdAt: createdAt(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('solution_run_workspace').on(t.workspaceId, t.createdAt),
    index('solution_run_version').on(t.datasetVersionId).where(sql`status = 'running'`),
    index('solution_run_training').on(t.trainingJobId).where(sql`status = 'running'`),
    index('solution_run_deployment').on(t.deploymentId),
  ],
)
