import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { followBrand } from '../lib/brand.ts'
import { Site } from './site.tsx'

export const mountSite = (): void => {
  const root = document.getElementById('root')
  if (!root) throw new Error('site.html has no #root.')
  followBrand()
  createRoot(root).render(
    <StrictMode>
      <Site />
    </StrictMode>,
  )
}
