import { Compass } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'

export const SiteMissing = () => (
  <EmptyState
    icon={Compass}
    title={<h1>There is no page here</h1>}
    className="py-[18vh]"
    action={
      <Button look="primary" asChild>
        <a href="/">Go to the start</a>
      </Button>
    }
  >
    The address may be mistyped, or whoever opened the page has closed it.
  </EmptyState>
)
