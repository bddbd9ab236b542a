import type { SiteData } from '@assay/services/views'
import { readPageData } from './brand.ts'

/** Whether visitors of the pages in front may make an account; taken for so where another program serves the page. */
export const signUpIsOpen = readPageData<SiteData['access']>('access')?.signUpOpen ?? true
