import type { Services } from '../core/context.ts'
import type { Paper } from '../core/ports.ts'
import { readBrand, readBrandAsset } from './read-brand.ts'

/** Under which name and logo documents are written. */
export const paperHead = async (services: Pick<Services, 'dbs'>): Promise<Pick<Paper, 'issuer' | 'logo'>> => {
  const { name, logo } = await readBrand(services)
  const asset = logo.light === null ? null : await readBrandAsset(services, logo.light)
  return { issuer: name, logo: asset?.bytes ?? null }
}
