import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { usePageTitle } from '../lib/hooks.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'

/** In place of every page of a workspace that asks for a second factor, until its member has one. */
export function SecondFactorGate({ workspace }: { workspace: string }) {
  usePageTitle('Two-factor authentication')
  return (
    <EmptyState
      icon={ShieldCheck}
      title={<h1 data-testid="second-factor-gate">{`${workspace} requires two-factor authentication`}</h1>}
      action={
        <Button look="primary" asChild>
          <Link to="/settings/account" search={{ dialog: 'two-factor' }}>
            Set it up now
          </Link>
        </Button>
      }
    >
      It takes a minute and an authenticator app on your phone. Until then, you cannot view or change anything
      in the workspace.
    </EmptyState>
  )
}
