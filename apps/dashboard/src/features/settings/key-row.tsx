import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { ApiKeyView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from '../../ui/menu.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { EditKeyDialog } from './edit-key-dialog.tsx'
import { RotateKeyDialog } from './rotate-key-dialog.tsx'

const restrictionsOf = (key: ApiKeyView): string[] => [
  ...(key.successorId === null ? [] : ['replaced']),
  ...(key.scopes.length < 3 && key.kind === 'secret' ? [key.scopes.join(', ')] : []),
  ...key.allowedOrigins,
  ...(key.allowedIps.length > 0
    ? [`${key.allowedIps.length} address${key.allowedIps.length > 1 ? 'es' : ''}`]
    : []),
  ...(key.requestsPerSecond === null ? [] : [`${key.requestsPerSecond}/s`]),
  ...(key.spendCap === null
    ? []
    : [
        `${formatMoney(key.spendCap.spent, key.spendCap.currency)} of ${formatMoney(key.spendCap.limitMinor, key.spendCap.currency)} spent`,
      ]),
]

export function KeyRow({ apiKey, deployment }: { apiKey: ApiKeyView; deployment: string | null }) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'rotate' | null>(null)
  const revoke = useMutation(
    trpc.apiKey.revoke.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.apiKey.pathFilter()),
    }),
  )
  const revoked = apiKey.revokedAt !== null
  const expired = apiKey.expiresAt !== null && apiKey.expiresAt <= new Date()
  const over = revoked || expired
  const restrictions = restrictionsOf(apiKey)
  return (
    <Tr className={over ? 'text-faint' : ''}>
      <Td className="max-w-56">
        <span className="block truncate font-medium">{apiKey.name}</span>
        {restrictions.length > 0 && (
          <span className="block truncate text-faint text-xs" title={restrictions.join(' · ')}>
            {restrictions.join(' · ')}
          </span>
        )}
      </Td>
      <Td className="whitespace-nowrap font-mono text-xs">{apiKey.prefix}…</Td>
      <Td className="max-w-48 truncate text-soft max-sm:hidden">{deployment ?? 'every deployment'}</Td>
      <Td className="whitespace-nowrap text-faint">
        {apiKey.lastUsedAt ? <Time at={apiKey.lastUsedAt} /> : 'never'}
      </Td>
      <Td className="whitespace-nowrap text-faint max-sm:hidden">
        {apiKey.expiresAt && !over ? <Time at={apiKey.expiresAt} /> : '–'}
      </Td>
      <Td className="text-right">
        {over ? (
          <Badge>{revoked ? 'revoked' : 'expired'}</Badge>
        ) : (
          canManage && (
            <span className="inline-flex items-center gap-1">
              <ConfirmDialog
                trigger={
                  <Button look="ghost" size="sm">
                    Revoke
                  </Button>
                }
                title={`Revoke ${apiKey.name}?`}
                confirm="Revoke key"
                onConfirm={() => revoke.mutateAsync({ id: apiKey.id })}
              >
                Every app using it is refused within a second. This cannot be undone.
              </ConfirmDialog>
              <Menu>
                <MenuTrigger asChild>
                  <Button look="ghost" size="sm" aria-label={`More for ${apiKey.name}`}>
                    <Ellipsis />
                  </Button>
                </MenuTrigger>
                <MenuContent align="end">
                  <MenuItem onSelect={() => setOpen('edit')}>Change limits…</MenuItem>
                  <MenuItem onSelect={() => setOpen('rotate')} disabled={apiKey.successorId !== null}>
                    Rotate…
                  </MenuItem>
                </MenuContent>
              </Menu>
            </span>
          )
        )}
        {open === 'edit' && <EditKeyDialog apiKey={apiKey} onClose={() => setOpen(null)} />}
        {open === 'rotate' && <RotateKeyDialog apiKey={apiKey} onClose={() => setOpen(null)} />}
      </Td>
    </Tr>
  )
}
