import { tables } from '@assay/db'
import { and, eq, inArray } from 'drizzle-orm'
import { asSystem, type Services } from '../core/context.ts'
import { enqueue, type JobPayload } from '../core/jobs.ts'
import type { ArchiveWriter, StoredObject } from '../core/ports.ts'
import { type PackModel, takeoutFiles } from './contents.ts'
import { takeoutKey } from './manage.ts'

const keptDays = 7

const readme = `Everything in your workspace, as it was when this archive was made.\n\ndatasets/     each version as Parquet, the file it was made from, and what was found in it\nmodels/       each version as a bundle, as ONNX where it can be, with its card and report\ndeployments/  what is deployed, every revision, and the feedback\nservices/     work made to measure, its thread and files\nusage/        usage per day and per call\nbilling/      the statement and each invoice\nmanifest.json names every file with its size and SHA-256. Secrets of keys and webhooks are kept nowhere, so they are not here.\n`

type Making = { openArchive: () => ArchiveWriter; pack: PackModel }
type Entry = { path: string } & StoredObject

/**
 * `takeout.make`: writes the archive into the store as it is made, one file after the other, and mails whoever asked.
 * Run again, it begins anew: the archive appears whole or not at all.
 */
export const makeTakeout = async (
  services: Services,
  { takeoutId: id }: JobPayload<'takeout.make'>,
  making: Making,
  run: { lastAttempt: boolean },
): Promise<void> => {
  const { takeout } = tables
  const { platform } = services.dbs
  const isOpen = and(eq(takeout.id, id), inArray(takeout.state, ['queued', 'running']))
  const [claimed] = await platform
    .update(takeout)
    .set({ state: 'running', filesDone: 0, filesTotal: null })
    .where(isOpen)
    .returning()
  if (!claimed) return
  try {
    const made = await writeArchive(services, claimed, making)
    await finish(services, claimed, made)
  } catch (error) {
    if (run.lastAttempt)
      await platform
        .update(takeout)
        .set({
          state: 'failed',
          error: 'The export could not be created. Try again; if it fails again, contact us.',
        })
        .where(isOpen)
    throw error
  }
}

type Row = typeof tables.takeout.$inferSelect

const writeArchive = async (
  services: Services,
  row: Row,
  { openArchive, pack }: Making,
): Promise<StoredObject> => {
  const files = await takeoutFiles(asSystem(services, row.workspaceId), pack)
  const progress = (change: Partial<Row>) =>
    services.dbs.platform.update(tables.takeout).set(change).where(eq(tables.takeout.id, row.id))
  await progress({ filesTotal: files.length })
  const archive = openArchive()
  const stored = services.store.put(takeoutKey(row), archive.output)
  const fill = async (): Promise<void> => {
    const entries: Entry[] = []
    entries.push({ path: 'README.txt', ...(await archive.add('README.txt', Buffer.from(readme))) })
    for (const [at, file] of files.entries()) {
      const content = await file.open()
      const { path, compress } = file
      if (content) entries.push({ path, ...(await archive.add(path, content, { compress })) })
      await progress({ filesDone: at + 1 })
    }
    const manifest = { workspace: row.workspaceId, madeAt: services.now().toISOString(), files: entries }
    await archive.add('manifest.json', Buffer.from(JSON.stringify(manifest, null, 2)))
    archive.finish()
  }
  const filled = fill().catch((error: unknown) => {
    archive.abort(error instanceof Error ? error : new Error(String(error)))
    throw error
  })
  const [made] = await Promise.all([stored, filled])
  return made
}

const finish = (services: Services, row: Row, made: StoredObject): Promise<void> =>
  services.dbs.platform.transaction(async (tx) => {
    const { takeout, user, workspace } = tables
    const now = services.now()
    await tx
      .update(takeout)
      .set({
        state: 'ready',
        bytes: made.bytes,
        sha256: made.sha256,
        readyAt: now,
        expiresAt: new Date(now.getTime() + keptDays * 86_400_000),
      })
      .where(eq(takeout.id, row.id))
    const [to] = await tx
      .select({ email: user.email })
      .from(user)
      .where(eq(user.id, row.requestedBy ?? ''))
    const [about] = await tx
      .select({ name: workspace.name })
      .from(workspace)
      .where(eq(workspace.id, row.workspaceId))
    if (to && about)
      await enqueue(tx, 'mail.send', {
        to: to.email,
        subject: `The export of ${about.name} is ready`,
        text: `Everything in ${about.name} is ready for you. Sign in and download it within ${keptDays} days: ${services.publicUrl}/settings/export`,
      })
  })
