import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { usePageTitle } from '../lib/hooks.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'

export function NotFoundPage() {
  usePageTitle('Page not found')
  return (
    <main>
      <EmptyState
        icon={Compass}
        title={<h1>This page does not exist</h1>}
        className="py-[20vh]"
        action={
          <Button look="primary" asChild>
            <Link to="/">Go home</Link>
          </Button>
        }
      >
        The address may be mistyped, or the page has moved.
      </EmptyState>
    </main>
  )
}
