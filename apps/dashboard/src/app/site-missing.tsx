import { Compass } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'

export const SiteMissing = () => (
  <EmptyState
    icon={Compass}
    title={<h1>This page does not exist</h1>}
    className="py-[18vh]"
    action={
      <Button look="primary" asChild>
        <a href="/">Go home</a>
      </Button>
    }
  >
    The address may be mistyped, or its publisher has closed the page.
  </EmptyState>
)
