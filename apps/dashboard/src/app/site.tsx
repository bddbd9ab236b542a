import type { SitePage } from '@assay/services/views'
import { lazy, Suspense, useEffect, useState } from 'react'
import { LandingPage } from '../features/landing/landing-page.tsx'
import { readPageData } from '../lib/brand.ts'
import { SiteFrame } from '../ui/site-frame.tsx'
import { SiteMissing } from './site-missing.tsx'

const PricingPage = lazy(async () => ({
  default: (await import('../features/pricing/pricing-page.tsx')).PricingPage,
}))
const LegalPage = lazy(async () => ({
  default: (await import('../features/legal/legal-page.tsx')).LegalPage,
}))
const DeploymentPage = lazy(async () => ({
  default: (await import('../features/public-page/public-page.tsx')).PublicPage,
}))

/** What the server wrote into the page, or, where another program serves it, what the server says of its address. */
function useSitePage(): SitePage | null {
  const [page, setPage] = useState(() => readPageData<SitePage>('site'))
  useEffect(() => {
    if (page !== null) return
    const ask = async () => {
      const response = await fetch(
        `/site.json?path=${encodeURIComponent(location.pathname + location.search)}`,
      )
      const { site } = response.ok ? ((await response.json()) as { site: SitePage }) : { site: null }
      setPage(site ?? { page: 'missing' })
    }
    void ask()
  }, [page])
  return page
}

/** The pages in front of the product; each is loaded whole, so that whoever reads one loads little. */
export function Site() {
  const page = useSitePage()
  if (page === null) return null
  if (page.page === 'deployment' && page.embedded)
    return (
      <Suspense>
        <DeploymentPage deployment={page.deployment} embedded />
      </Suspense>
    )
  return (
    <SiteFrame>
      {/* Room for the page that is on its way, so that the foot does not jump. */}
      <Suspense fallback={<div className="min-h-[100vh]" />}>
        <Content page={page} />
      </Suspense>
    </SiteFrame>
  )
}

function Content({ page }: { page: SitePage }) {
  switch (page.page) {
    case 'landing':
      return <LandingPage plans={page.plans} demo={page.demo} />
    case 'pricing':
      return <PricingPage plans={page.plans} />
    case 'legal':
      return <LegalPage document={page.document} />
    case 'deployment':
      return <DeploymentPage deployment={page.deployment} embedded={false} />
    case 'missing':
      return <SiteMissing />
  }
}
