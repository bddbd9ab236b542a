import type { PlanVersionView, PlanView } from './billing.ts'
import type { BrandView, LegalDocumentView } from './brand.ts'
import type { PublicPageView } from './public-page.ts'

type PublicVersion = Omit<PlanVersionView, 'createdAt'>
/** A plan as the pricing page shows it, with the same in further currencies. */
export type PublicPlan = Omit<PlanView, 'version'> & { version: PublicVersion; currencies: PublicVersion[] }

/** What a page in front of the product holds; JSON as it is. */
export type SitePage =
  | { page: 'landing'; plans: PublicPlan[]; demo: PublicPageView | null }
  | { page: 'pricing'; plans: PublicPlan[] }
  | { page: 'legal'; document: LegalDocumentView }
  | { page: 'deployment'; deployment: PublicPageView; embedded: boolean }
  | { page: 'missing' }

export type SiteData = {
  brand: BrandView
  site: SitePage
  /** Whether anybody may make an account, not invited people alone, and ask for work made to measure. */
  access: { signUpOpen: boolean; takesRequests: boolean }
}
