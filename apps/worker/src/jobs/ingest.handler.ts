import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DerivedVersion, IngestOutcome } from '@assay/datasets'
import type { IngestProgress, IngestReport } from '@assay/datasets/schema'
import type { JobError } from '@assay/db'
import type { JobPayload, Services } from '@assay/services/core'
import {
  askForColumns,
  claimIngest,
  completeIngest,
  completeSettingAside,
  failIngest,
  type IngestClaim,
  reportIngestProgress,
} from '@assay/services/dataset'
import { importUnlabelled } from '@assay/services/labelling'
import { startChild } from '../child.ts'
import type { IngestNews, IngestOrder } from '../ingest/messages.ts'

const progressEveryMs = 250
const childMemoryMb = 1024

type Result = { outcome: IngestOutcome } | { derived: DerivedVersion } | { refused: JobError }

const runChild = async (
  order: IngestOrder,
  onProgress: (progress: IngestProgress) => void,
): Promise<Result> => {
  let result: Result | null = null
  const child = startChild<IngestOrder, IngestNews>('ingest-child', childMemoryMb, (news, settle) => {
    if (news.type === 'progress') return onProgress(news.progress)
    if (news.type === 'done') result = { outcome: news.outcome }
    else if (news.type === 'derived') result = { derived: news.version }
    else if (news.type === 'refused') result = { refused: news.error }
    settle()
  })
  child.send(order)
  await child.finished
  if (!result) throw new Error('The ingest child ended without an answer')
  return result
}

/** Writes the newest progress, at most four times a second. */
const throttleProgress = (services: Services, claim: IngestClaim) => {
  let writing = false
  let lastMs = Number.NEGATIVE_INFINITY
  return (progress: IngestProgress): void => {
    if (writing || performance.now() - lastMs < progressEveryMs) return
    writing = true
    lastMs = performance.now()
    reportIngestProgress(services, claim, progress)
      // Progress is told on the way; the outcome's own write reports trouble with the database.
      .catch(() => {})
      .finally(() => {
        writing = false
      })
  }
}

const store = async (
  services: Services,
  claim: IngestClaim,
  version: DerivedVersion,
  report: IngestReport | null,
  outputPath: string,
): Promise<void> => {
  await services.store.put(claim.parquetKey, createReadStream(outputPath))
  const published = await completeIngest(services, claim, {
    profile: version.profile,
    report,
    parquetKey: claim.parquetKey,
    parquetBytes: version.bytes,
    contentSha256: version.sha256,
  })
  if (!published) await services.store.remove(claim.parquetKey)
}

const setAsideAll = async (
  services: Services,
  claim: IngestClaim,
  { kind, report }: Extract<IngestOutcome, { status: 'unlabelled' }>,
  unlabelledPath: string,
): Promise<void> => {
  await importUnlabelled(services, { ...claim, kind, classes: [] }, unlabelledPath)
  await completeSettingAside(services, claim, report)
}

const orderFor = async (
  services: Services,
  { source, pseudonymKey }: IngestClaim,
  folders: { outputPath: string; scratchDir: string; unlabelledPath: string; refusedPath: string },
): Promise<IngestOrder> => {
  const { outputPath, scratchDir } = folders
  const places = { outputPath, scratchDir, ...(pseudonymKey && { pseudonymKey }) }
  if (source.type === 'edits') {
    const { parentParquetKey, profile, edits } = source
    return {
      ...places,
      type: 'edits',
      path: await services.store.localPath(parentParquetKey),
      profile,
      edits,
    }
  }
  const { uploadKey, fileName, options, appendTo } = source
  return {
    ...places,
    type: 'upload',
    sourcePath: await services.store.localPath(uploadKey, { into: folders.scratchDir }),
    fileName,
    options,
    unlabelledPath: folders.unlabelledPath,
    refusedPath: folders.refusedPath,
    ...(appendTo && {
      appendTo: {
        path: await services.store.localPath(appendTo.parquetKey),
        profile: appendTo.profile,
      },
    }),
  }
}

/** `dataset.ingest`: an upload becomes an immutable version, a question, or a named refusal. */
export const handleIngest =
  (services: Services, scratchFolder: string) =>
  async (payload: JobPayload<'dataset.ingest'>, run: { lastAttempt: boolean }): Promise<void> => {
    const claim = await claimIngest(services, payload)
    if (!claim) return
    const scratchDir = join(scratchFolder, `${claim.id}-${claim.attempt}-${randomBytes(4).toString('hex')}`)
    await mkdir(scratchDir, { recursive: true })
    const outputPath = join(scratchDir, 'version.parquet')
    const unlabelledPath = join(scratchDir, 'unlabelled.jsonl')
    const refusedPath = join(scratchDir, 'refused.csv')
    try {
      const result = await runChild(
        await orderFor(services, claim, { outputPath, scratchDir, unlabelledPath, refusedPath }),
        throttleProgress(services, claim),
      )
      // Before the version is seen; a try that is overtaken leaves nothing that anybody looks for.
      if ('outcome' in result && result.outcome.status !== 'needs_label' && result.outcome.report.refusedKept)
        await services.store.put(claim.refusedKey, createReadStream(refusedPath))
      if ('refused' in result) await failIngest(services, claim, result.refused)
      else if ('derived' in result) await store(services, claim, result.derived, null, outputPath)
      else if (result.outcome.status === 'unlabelled')
        await setAsideAll(services, claim, result.outcome, unlabelledPath)
      else if (result.outcome.status === 'ready') {
        const { profile, report } = result.outcome
        // Before the version is seen, so that a try that dies between the two is made again.
        if (report.unlabelled && (profile.kind === 'text' || profile.kind === 'table')) {
          const classes = profile.classes.map(({ label }) => label)
          await importUnlabelled(services, { ...claim, kind: profile.kind, classes }, unlabelledPath)
        }
        await store(services, claim, result.outcome, result.outcome.report, outputPath)
      } else await askForColumns(services, claim, result.outcome.question)
    } catch (error) {
      if (run.lastAttempt || claim.attempt >= 5)
        await failIngest(services, claim, {
          code: 'ingest_failed',
          message: 'The file could not be read for a reason on our side. Upload it again, or ask for help.',
        })
      throw error
    } finally {
      await rm(scratchDir, { recursive: true, force: true })
    }
  }
