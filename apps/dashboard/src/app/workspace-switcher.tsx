import { Link, useRouter } from '@tanstack/react-router'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import { roleNames, switchWorkspace, useAccount } from '../lib/session.ts'
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from '../ui/menu.tsx'

const Initial = ({ name }: { name: string }) => (
  <span
    aria-hidden
    className="grid size-6 shrink-0 place-items-center rounded-md bg-accent-soft font-semibold text-accent-ink text-xs"
  >
    {name.trim().charAt(0).toUpperCase() || '?'}
  </span>
)

export function WorkspaceSwitcher() {
  const { workspaces, workspace } = useAccount()
  const name = workspace?.name ?? 'No workspace'
  const router = useRouter()
  async function choose(id: string) {
    if (id === workspace?.id) return
    // The page at hand belongs to the workspace that is being left.
    await router.navigate({ to: '/' })
    switchWorkspace(id)
  }
  return (
    <Menu>
      <MenuTrigger
        data-testid="workspace-switcher"
        className="flex h-10 w-full items-center gap-2.5 rounded-lg px-2 text-left transition-colors hover:bg-sunken data-[state=open]:bg-sunken"
      >
        <Initial name={name} />
        <span className="min-w-0 flex-1 truncate font-medium text-[13.5px]">{name}</span>
        <span className="sr-only">, switch workspace</span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint" />
      </MenuTrigger>
      <MenuContent align="start" className="w-60">
        {workspaces.length > 0 && <MenuLabel>Workspaces</MenuLabel>}
        {workspaces.map((one) => (
          <MenuItem key={one.id} onSelect={() => void choose(one.id)}>
            <Initial name={one.name} />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{one.name}</span>
              <span className="block text-faint text-xs">{roleNames[one.role]}</span>
            </span>
            {one.id === workspace?.id && <Check aria-label="Current" />}
          </MenuItem>
        ))}
        {workspaces.length > 0 && <MenuSeparator />}
        <MenuItem asChild>
          <Link to="/welcome">
            <Plus />
            New workspace
          </Link>
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}
