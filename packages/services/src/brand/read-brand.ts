import { tables } from '@assay/db'
import { desc, eq, inArray } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import type { BrandView } from '../views.ts'
import { brandCss } from './colour.ts'
import { type BrandSettings, brandSettings, defaultBrand } from './settings.ts'

type Reading = Pick<Services, 'dbs'>

/** The settings that rule, with their number; 0 is the brand that the platform was born with. */
export const readBrand = async ({ dbs }: Reading): Promise<BrandSettings & { number: number }> => {
  const [row] = await dbs.platform.select().from(tables.brand).orderBy(desc(tables.brand.number)).limit(1)
  if (!row) return { ...defaultBrand, number: 0 }
  const parsed = brandSettings.safeParse(row.settings)
  // A later version of the product may ask for more than was asked when it was saved.
  return {
    ...(parsed.success ? parsed.data : { ...defaultBrand, ...Object(row.settings) }),
    number: row.number,
  }
}

const addressOf = (sha256: string | null): string | null => (sha256 === null ? null : `/brand/${sha256}.png`)

/** The brand as every page is given it. */
export const presentBrand = async (services: Reading): Promise<BrandView> => {
  const settings = await readBrand(services)
  const { name, tagline, logo, showsName, favicon, accent, supportEmail, links, footer } = settings
  const pictures = [logo.light, logo.dark, favicon].filter((sha256) => sha256 !== null)
  const { brandAsset } = tables
  const sizes =
    pictures.length === 0
      ? []
      : await services.dbs.platform
          .select({ sha256: brandAsset.sha256, width: brandAsset.width, height: brandAsset.height })
          .from(brandAsset)
          .where(inArray(brandAsset.sha256, pictures))
  const picture = (sha256: string | null) => {
    const size = sizes.find((one) => one.sha256 === sha256)
    return size ? { url: `/brand/${size.sha256}.png`, width: size.width, height: size.height } : null
  }
  const light = picture(logo.light ?? logo.dark)
  return {
    number: settings.number,
    name,
    tagline,
    logo: light && { light, dark: picture(logo.dark ?? logo.light) ?? light },
    showsName,
    favicon: addressOf(favicon),
    accent,
    css: brandCss(accent),
    supportEmail,
    links,
    footer,
    publicUrl: settings.publicUrl,
    demoSlug: settings.demoSlug,
    legal: await publishedLegal(services),
  }
}

/** Which legal texts there are, in the order in which pages name them. */
const publishedLegal = async ({ dbs }: Reading): Promise<BrandView['legal']> => {
  const { legalDocument } = tables
  const rows = await dbs.platform
    .selectDistinctOn([legalDocument.kind], {
      id: legalDocument.id,
      kind: legalDocument.kind,
      body: legalDocument.body,
    })
    .from(legalDocument)
    .orderBy(legalDocument.kind, desc(legalDocument.number))
  return (['terms', 'privacy', 'imprint'] as const).flatMap((kind) => {
    const row = rows.find((one) => one.kind === kind && one.body !== '')
    return row ? [{ kind, id: row.id }] : []
  })
}

/** A picture of the brand; null where there is none of that name. */
export const readBrandAsset = async ({ dbs }: Reading, sha256: string) => {
  const [row] = await dbs.platform
    .select({ mime: tables.brandAsset.mime, bytes: tables.brandAsset.bytes })
    .from(tables.brandAsset)
    .where(eq(tables.brandAsset.sha256, sha256))
  return row ?? null
}
