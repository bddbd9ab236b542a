import { tables } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import { isEnabled } from '../feature/is-enabled.ts'
import { cardNotesOf } from '../model/card-notes.ts'
import { type ModelVersionRow, manifestOf, reportOf } from '../model/present.ts'
import { measureDeployment } from '../status/read-status.ts'
import type { PublicCard, PublicPageView } from '../views.ts'
import { findOpenPage } from './find-open-page.ts'

type Reading = Pick<Services, 'dbs' | 'now'>

/** An open page, for anybody. Throws `not_found` alike for an unknown one and for one that is closed. */
export const readPublicPage = async (services: Reading, slug: string): Promise<PublicPageView> => {
  const { deployment, model, modelVersion } = tables
  const page = await findOpenPage(services, slug)
  const [row] = await services.dbs.platform
    .select({ deployment, version: modelVersion, notes: model.cardNotes })
    .from(deployment)
    .innerJoin(modelVersion, eq(modelVersion.id, deployment.modelVersionId))
    .innerJoin(model, eq(model.id, deployment.modelId))
    .where(eq(deployment.id, page.deploymentId))
  if (!row) throw new NotFound('public page', slug)
  const manifest = manifestOf(row.version)
  const { id, name, stoppedAt } = row.deployment
  const { state, uptime, latency } = await measureDeployment(services, id, { name, stoppedAt })
  return {
    slug: page.slug,
    title: page.title,
    description: page.description,
    deploymentId: id,
    kind: manifest.kind,
    audioRate: manifest.audio?.rate ?? null,
    several: manifest.task === 'multi',
    labels: manifest.labels,
    thresholds: manifest.thresholds ?? [],
    columns: manifest.columns.map(({ name: column, type, categories }) => ({
      name: column,
      type,
      categories,
    })),
    // Parsed by setPublicPage before it was written.
    examples: page.examples as SentInput[],
    stopped: stoppedAt !== null,
    dailyCap: page.dailyCap,
    status: { state, uptime, p50Ms: latency.p50Ms, p99Ms: latency.p99Ms },
    card: page.showsCard ? cardOf(row.version, row.notes) : null,
  }
}

/** What the model card says that holds nothing of the data's own. */
const cardOf = (version: ModelVersionRow, notes: unknown): PublicCard => {
  const report = reportOf(version)
  return {
    version: version.number,
    trainedAt: version.createdAt.toISOString(),
    trainingRows: report.rows.train,
    testRows: report.rows.test,
    accuracy: report.test.accuracy,
    macroF1: report.test.macroF1,
    baselineAccuracy: report.baseline.accuracy,
    perClass: report.test.perClass.map(({ label, precision, recall }) => ({ label, precision, recall })),
    ...cardNotesOf(notes),
  }
}

/** Addresses of the open pages, for search engines and for the operator to choose from. */
export const listOpenPages = async (
  services: Pick<Services, 'dbs'>,
): Promise<{ slug: string; title: string; updatedAt: Date }[]> => {
  const { publicPage, workspaceSuspension } = tables
  const rows = await services.dbs.platform
    .select({
      slug: publicPage.slug,
      title: publicPage.title,
      updatedAt: publicPage.updatedAt,
      workspaceId: publicPage.workspaceId,
    })
    .from(publicPage)
    .leftJoin(workspaceSuspension, eq(workspaceSuspension.workspaceId, publicPage.workspaceId))
    .where(and(eq(publicPage.isOpen, true), isNull(workspaceSuspension.workspaceId)))
    .orderBy(asc(publicPage.slug))
    .limit(5_000)
  const allowed = await Promise.all(
    rows.map(({ workspaceId }) => isEnabled(services, 'public_pages', workspaceId)),
  )
  return rows.filter((_, at) => allowed[at]).map(({ slug, title, updatedAt }) => ({ slug, title, updatedAt }))
}
