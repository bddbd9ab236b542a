import { tables } from '@assay/db'
import type { TrainingReport } from '@assay/ml-core/schema'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import type { ModelCard } from '../views.ts'
import { renderModelCard } from './card-markdown.ts'
import { cardNotesOf } from './card-notes.ts'
import { manifestOf, reportOf } from './present.ts'
import { findModelVersion, modelId } from './read.ts'

const mostSlices = 10
/** Adjusted p-value below which a slice is held to differ. */
const level = 0.05
/** Recall below which a class is named. */
const poorRecall = 0.5

/** The card of a model version, as data and as Markdown. */
export const getModelCard = (
  ctx: WorkspaceCtx,
  input: z.input<typeof modelId>,
): Promise<{ card: ModelCard; markdown: string }> => {
  const { id } = modelId.parse(input)
  const { dataset, datasetVersion, model } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const version = await findModelVersion(tx, id)
    const [origin] = await tx
      .select({
        name: model.name,
        kind: model.kind,
        notes: model.cardNotes,
        dataName: dataset.name,
        dataVersion: datasetVersion.number,
        dataSha256: datasetVersion.contentSha256,
        dataDeletedAt: model.dataDeletedAt,
      })
      .from(datasetVersion)
      .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
      .innerJoin(model, eq(model.id, version.modelId))
      .where(eq(datasetVersion.id, version.datasetVersionId))
    // Both are foreign keys that are never null.
    if (!origin) throw new Error(`The model version ${id} has lost its data or its model`)
    const report = reportOf(version)
    const card: ModelCard = {
      model: {
        name: origin.name,
        version: version.number,
        versionId: version.id,
        kind: origin.kind,
        family: report.chosen,
        trainedAt: version.createdAt,
        bytes: version.artifactBytes,
        sha256: version.artifactSha256,
      },
      notes: cardNotesOf(origin.notes),
      data: {
        name: origin.dataName,
        version: origin.dataVersion,
        sha256: origin.dataSha256,
        deletedAt: origin.dataDeletedAt,
        rows: report.rows,
        classes: report.test.perClass.map(({ label, support }) => ({ label, testRows: support })),
      },
      training: { config: manifestOf(version).config, backend: report.backend, seconds: report.seconds },
      figures: report.test,
      baseline: { accuracy: report.baseline.accuracy, macroF1: report.baseline.macroF1 },
      calibration: report.recalibration ?? null,
      abstention: report.abstention?.rules ?? [],
      slices: (report.slices ?? []).slice(0, mostSlices),
      cautions: cautionsOf(report),
    }
    return { card, markdown: renderModelCard(card) }
  })
}

function cautionsOf({ warnings, labels, task, test, slices = [] }: TrainingReport): string[] {
  const poor = test.perClass.filter(({ recall, support }) => support > 0 && recall < poorRecall)
  const worse = slices.filter((slice) => slice.adjustedP < level && slice.accuracy < test.accuracy)
  return [
    ...warnings,
    ...(task === 'multi'
      ? [
          `It says yes or no to each of its ${labels.length} labels, even for inputs unlike anything it has seen. Accuracy counts only rows whose labels are all right.`,
        ]
      : [
          `It answers every input with one of its ${labels.length} labels, even inputs unlike anything it has seen.`,
        ]),
    ...poor.map(({ label, recall }) => `For “${label}”, it finds only ${share(recall)} of the test rows.`),
    ...worse.map(
      ({ by, value, accuracy, rows }) =>
        `Where ${by} is ${value}, it is right on ${share(accuracy)} of ${rows} test rows, compared with ${share(test.accuracy)} of all.`,
    ),
  ]
}

const share = (value: number): string => `${(value * 100).toFixed(1)} %`
