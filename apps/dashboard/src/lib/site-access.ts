import type { SiteData } from '@assay/services/views'
import { readPageData } from './brand.ts'

/** Both are taken for so where another program serves the page. */
const access = readPageData<SiteData['access']>('access')

/** Whether visitors of the pages in front may make an account. */
export const signUpIsOpen = access?.signUpOpen ?? true
/** Whether work made to measure is taken on. */
export const takesRequests = access?.takesRequests ?? true
