import type { ChangeFeed } from '@assay/infra'
import { presentBrand } from '@assay/services/brand'
import type { Services } from '@assay/services/core'
import type { BrandView } from '@assay/services/views'

const trustedMs = 30_000
const untrustedMs = 800

export type BrandCache = { current(): Promise<BrandView> }

/** The brand, until a notice says that the operator changed it. */
export const openBrandCache = (services: Services, changes: ChangeFeed): BrandCache => {
  let known: { brand: Promise<BrandView>; atMs: number } | null = null
  const forget = () => {
    known = null
  }
  changes.onGap(forget)
  changes.subscribe(({ topic }) => {
    if (topic === 'brand') forget()
  })
  return {
    current: () => {
      const maxAgeMs = changes.isHealthy() ? trustedMs : untrustedMs
      if (known && performance.now() - known.atMs < maxAgeMs) return known.brand
      const brand = presentBrand(services)
      known = { brand, atMs: performance.now() }
      brand.catch(forget)
      return brand
    },
  }
}
