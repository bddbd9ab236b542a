import { tables } from '@assay/db'
import { inArray, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError } from '../errors/index.ts'
import type { BrandView } from '../views.ts'
import { presentBrand, readBrand } from './read-brand.ts'
import { type BrandSettings, brandSettings } from './settings.ts'

export const setBrandInput = brandSettings

/** The settings as the form shows them. */
export const getBrandSettings = (ctx: OperatorCtx): Promise<BrandSettings & { number: number }> =>
  readBrand(ctx)

const changedKeys = (before: BrandSettings, after: BrandSettings): string[] =>
  Object.keys(after).filter((key) => {
    const name = key as keyof BrandSettings
    return JSON.stringify(before[name]) !== JSON.stringify(after[name])
  })

/** Holds from the commit on, in every API process and on every open page. */
export const setBrand = async (
  ctx: OperatorCtx,
  input: z.input<typeof setBrandInput>,
): Promise<BrandView> => {
  const settings = setBrandInput.parse(input)
  const { brand, brandAsset, publicPage } = tables
  await ctx.dbs.platform.transaction(async (tx) => {
    // One after the other, so that each save has a number.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('brand'))`)
    const named = [settings.logo.light, settings.logo.dark, settings.favicon].filter((one) => one !== null)
    const known =
      named.length === 0
        ? []
        : await tx
            .select({ sha256: brandAsset.sha256 })
            .from(brandAsset)
            .where(inArray(brandAsset.sha256, named))
    if (named.some((one) => !known.some(({ sha256 }) => sha256 === one)))
      throw new AssayError('invalid_request', 'This picture was not found. Upload it again.', {
        param: 'logo',
      })
    if (settings.demoSlug !== null) {
      const open = sql`${publicPage.slug} = ${settings.demoSlug} and ${publicPage.isOpen}`
      if ((await tx.$count(publicPage, open)) === 0)
        throw new AssayError('invalid_request', `No public page is open at /p/${settings.demoSlug}.`, {
          param: 'demoSlug',
        })
    }
    const before = await readBrand({ dbs: ctx.dbs })
    const number = before.number + 1
    await tx.insert(brand).values({ number, settings, createdBy: ctx.actor.id, createdAt: ctx.now() })
    const changed = changedKeys(before, settings)
    await writeAudit(
      tx,
      { actor: ctx.actor, workspaceId: null },
      'brand.set',
      { type: 'brand', id: String(number) },
      { changed },
    )
    await notifyChange(tx, { topic: 'brand', id: String(number) })
  })
  return presentBrand(ctx)
}
