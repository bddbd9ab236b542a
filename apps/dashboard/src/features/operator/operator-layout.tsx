import { Outlet } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useAccount } from '../../lib/session.ts'
import { EmptyState } from '../../ui/states.tsx'

export function OperatorLayout() {
  const { user } = useAccount()
  if (!user.isOperator) {
    return (
      <EmptyState icon={Lock} title={<h1>For operators only</h1>} className="py-[16vh]">
        This console runs the platform itself. Your account does not have the operator role.
      </EmptyState>
    )
  }
  return <Outlet />
}
