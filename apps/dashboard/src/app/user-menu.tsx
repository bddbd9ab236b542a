import { Link } from '@tanstack/react-router'
import {
  Activity,
  BookOpen,
  Check,
  ChevronsUpDown,
  LogOut,
  Monitor,
  Moon,
  Sun,
  UserRound,
} from 'lucide-react'
import { leaveForSignIn, useAccount } from '../lib/session.ts'
import { chooseTheme, type ThemeChoice, useTheme } from '../lib/theme.ts'
import { toastError } from '../ui/action-toast.ts'
import { LanguageItems } from '../ui/language-items.tsx'
import {
  Menu,
  MenuCheck,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '../ui/menu.tsx'

const themes: { value: ThemeChoice; label: string; icon: typeof Sun }[] = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'System', icon: Monitor },
]

export function UserMenu() {
  const { user } = useAccount()
  const { choice } = useTheme()
  async function signOut() {
    try {
      const { authClient } = await import('../lib/auth-client.ts')
      const { error } = await authClient.signOut()
      if (error) throw new Error(error.message ?? 'Signing out failed.')
      leaveForSignIn()
    } catch (error) {
      toastError(error)
    }
  }
  return (
    <Menu>
      <MenuTrigger
        data-testid="user-menu"
        className="flex h-11 w-full items-center gap-2.5 rounded-lg px-2 text-left transition-colors hover:bg-sunken data-[state=open]:bg-sunken"
      >
        <span
          aria-hidden
          className="grid size-7 shrink-0 place-items-center rounded-full bg-sunken font-semibold text-soft text-xs"
        >
          {user.name
            .split(/\s+/)
            .map((word) => word.charAt(0))
            .slice(0, 2)
            .join('')
            .toUpperCase()}
        </span>
        <span className="min-w-0 flex-1 leading-4">
          <span className="block truncate font-medium text-[13px]">{user.name}</span>
          <span className="block truncate text-faint text-xs">{user.email}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint" />
      </MenuTrigger>
      <MenuContent align="start" side="top" className="w-56">
        <MenuLabel>Theme</MenuLabel>
        <MenuRadioGroup value={choice}>
          {themes.map(({ value, label, icon: Icon }) => (
            <MenuRadioItem
              key={value}
              value={value}
              onSelect={(event) => {
                event.preventDefault()
                chooseTheme(value)
              }}
            >
              <Icon />
              <span className="flex-1">{label}</span>
              <MenuCheck>
                <Check />
              </MenuCheck>
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <LanguageItems />
        <MenuItem asChild>
          <Link to="/settings/account">
            <UserRound />
            Your account
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <a href="/docs" target="_blank" rel="noreferrer">
            <BookOpen />
            API reference
          </a>
        </MenuItem>
        <MenuItem asChild>
          <a href="/status" target="_blank" rel="noreferrer">
            <Activity />
            Platform status
          </a>
        </MenuItem>
        <MenuItem data-testid="sign-out" onSelect={() => void signOut()}>
          <LogOut />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}
