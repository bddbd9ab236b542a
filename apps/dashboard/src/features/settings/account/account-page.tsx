import { getRouteApi } from '@tanstack/react-router'
import { Notice } from '../../../ui/notice.tsx'
import { DeleteAccountCard } from './delete-account-card.tsx'
import { PasskeysCard } from './passkeys-card.tsx'
import { PersonalDataCard } from './personal-data-card.tsx'
import { ProfileCard } from './profile-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { TwoFactorCard } from './two-factor-card.tsx'

const route = getRouteApi('/shell/settings/account')

/** A person's own account, the same in every workspace. */
export function AccountPage() {
  const { changed } = route.useSearch()
  return (
    <div className="grid max-w-3xl gap-6">
      {changed === 'email' && <Notice tone="good">Your new e-mail address is confirmed.</Notice>}
      <ProfileCard />
      <TwoFactorCard />
      <PasskeysCard />
      <SessionsCard />
      <PersonalDataCard />
      <DeleteAccountCard />
    </div>
  )
}
