import { PowerOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from './states.tsx'

/** In place of a page that the operator has switched off, for whoever has its address. */
export const SwitchedOff = ({ title, children }: { title: ReactNode; children: ReactNode }) => (
  <div data-testid="switched-off">
    <EmptyState icon={PowerOff} title={title}>
      Whoever runs this platform has switched it off. {children}
    </EmptyState>
  </div>
)
