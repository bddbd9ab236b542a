import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { followBrand } from '../lib/brand.ts'
import { Providers } from './providers.tsx'

export const mount = (): void => {
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no #root.')
  followBrand()
  createRoot(root).render(
    <StrictMode>
      <Providers />
    </StrictMode>,
  )
}
