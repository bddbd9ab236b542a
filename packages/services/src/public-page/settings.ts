import { tables } from '@assay/db'
import type { Manifest, SentInput } from '@assay/ml-core/schema'
import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { requireFeature } from '../feature/is-enabled.ts'
import { manifestOf } from '../model/present.ts'
import type { PublicPageSettings } from '../views.ts'
import { dayOf } from './count.ts'

const mostExamples = 6
const defaultCap = 200

const cell = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()])
const example = z.union([
  z.strictObject({ b64: z.base64().max(400_000, 'An example picture or sound can be at most 300 KB.') }),
  plainText(4_000),
  z.record(z.string().max(256), cell),
])

export const publicPageInput = z.strictObject({ deploymentId: z.string().max(64) })
export const setPublicPageInput = publicPageInput.extend({
  slug: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9-]{1,46}[a-z0-9])$/,
      'An address must have 3 to 48 lowercase letters, digits or hyphens, and begin and end with a letter or digit.',
    ),
  isOpen: z.boolean(),
  title: plainText(80),
  description: z.string().trim().max(8_000).default(''),
  examples: z
    .array(example)
    .max(mostExamples, `A page can hold at most ${mostExamples} examples.`)
    .default([]),
  dailyCap: z.int().min(0).max(100_000),
  showsCard: z.boolean().default(true),
})

const slugFrom = (name: string, id: string): string => {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return slug.length >= 3 ? slug : `model-${id.slice(-6)}`
}

const find = async (tx: Parameters<Parameters<typeof inWorkspace>[2]>[0], id: string) => {
  const { deployment, modelVersion } = tables
  const [row] = await tx
    .select({ name: deployment.name, version: modelVersion })
    .from(deployment)
    .innerJoin(modelVersion, eq(modelVersion.id, deployment.modelVersionId))
    .where(eq(deployment.id, id))
  if (!row) throw new NotFound('deployment', id)
  return { name: row.name, manifest: manifestOf(row.version) }
}

/** The page's settings, or what they would begin as. */
export const getPublicPage = (
  ctx: WorkspaceCtx,
  input: z.input<typeof publicPageInput>,
): Promise<PublicPageSettings> => {
  const { deploymentId } = publicPageInput.parse(input)
  const { publicPage, publicPageDay } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const { name, manifest } = await find(tx, deploymentId)
    const [row] = await tx.select().from(publicPage).where(eq(publicPage.deploymentId, deploymentId))
    const [day] = await tx
      .select({ calls: publicPageDay.calls })
      .from(publicPageDay)
      .where(and(eq(publicPageDay.deploymentId, deploymentId), eq(publicPageDay.day, dayOf(ctx.now()))))
    return {
      deploymentId,
      kind: manifest.kind,
      slug: row?.slug ?? slugFrom(name, deploymentId),
      isOpen: row?.isOpen ?? false,
      title: row?.title ?? name,
      description: row?.description ?? '',
      // Parsed by setPublicPage before it was written.
      examples: (row?.examples ?? []) as SentInput[],
      dailyCap: row?.dailyCap ?? defaultCap,
      showsCard: row?.showsCard ?? true,
      callsToday: day?.calls ?? 0,
    }
  })
}

const fits = ({ kind, columns }: Manifest, one: z.output<typeof example>): boolean => {
  if (kind === 'text') return typeof one === 'string'
  if (typeof one === 'string') return false
  if (kind === 'image' || kind === 'audio') return 'b64' in one && typeof one['b64'] === 'string'
  return Object.keys(one).every((name) => columns.some((column) => column.name === name))
}

/** Opens, alters or closes the page. It holds from the next request on: nothing of it is remembered anywhere. */
export const setPublicPage = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof setPublicPageInput>,
): Promise<void> => {
  const { deploymentId, ...page } = setPublicPageInput.parse(input)
  if (page.isOpen) await requireFeature(ctx, 'public_pages', ctx.workspaceId)
  const { publicPage } = tables
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { manifest } = await find(tx, deploymentId)
    const strange = page.examples.findIndex((one) => !fits(manifest, one))
    if (strange >= 0)
      throw new AssayError(
        'invalid_request',
        `Example ${strange + 1} is not a valid input for this deployment.`,
        {
          param: `examples.${strange}`,
        },
      )
    await requireFree(ctx, page.slug, deploymentId)
    const row = { ...page, updatedAt: ctx.now() }
    await tx
      .insert(publicPage)
      .values({ ...row, deploymentId, workspaceId: ctx.workspaceId })
      .onConflictDoUpdate({ target: publicPage.deploymentId, set: row })
    await writeAudit(
      tx,
      ctx,
      page.isOpen ? 'deployment.page_open' : 'deployment.page_closed',
      { type: 'deployment', id: deploymentId },
      { slug: page.slug, dailyCap: page.dailyCap },
    )
  })
}

/** Addresses belong to the whole platform, of which a workspace's own role sees nothing. */
const requireFree = async (ctx: WorkspaceCtx, slug: string, deploymentId: string): Promise<void> => {
  const { publicPage } = tables
  const taken = await ctx.dbs.platform.$count(
    publicPage,
    and(eq(publicPage.slug, slug), ne(publicPage.deploymentId, deploymentId)),
  )
  if (taken > 0)
    throw new AssayError('conflict', `The address /p/${slug} is taken. Choose another one.`, {
      param: 'slug',
    })
}
