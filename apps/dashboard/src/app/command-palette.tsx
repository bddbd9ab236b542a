import { useRouter } from '@tanstack/react-router'
import { Command } from 'cmdk'
import {
  Boxes,
  Building2,
  Database,
  FileStack,
  Handshake,
  History,
  Keyboard,
  KeyRound,
  LayoutGrid,
  type LucideIcon,
  Monitor,
  Moon,
  Rocket,
  Sun,
  Upload,
  Users,
} from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { useFeature } from '../lib/features.ts'
import { listRecentPages } from '../lib/recent-pages.ts'
import { useAccount } from '../lib/session.ts'
import { solutionIds, solutionWords } from '../lib/solutions.ts'
import { chooseTheme } from '../lib/theme.ts'
import { usePaletteSources } from './palette-sources.ts'
import { useOperatorPages, useTenantPages } from './tenant-pages.ts'

const groupLook =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs'

export function CommandPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const router = useRouter()
  const { user, workspace } = useAccount()
  const canWrite = workspace !== null && workspace.role !== 'viewer'
  const [typed, setTyped] = useState('')
  const { datasets, models, deployments, tenants } = usePaletteSources(typed)
  const pages = useTenantPages()
  const operator = useOperatorPages()
  const hasBatches = useFeature('batches')
  const takesRequests = useFeature('service_requests')
  const recent = typed ? [] : listRecentPages().filter(({ href }) => href !== router.state.location.pathname)

  const run = (action: () => unknown) => {
    onClose()
    action()
  }
  const item = (key: string, label: string, Icon: LucideIcon, action: () => unknown, hint?: string) => (
    <Command.Item
      key={key}
      value={`${label} ${key}`}
      onSelect={() => run(action)}
      className="flex cursor-pointer items-center gap-3 rounded-lg px-2.5 py-2 text-sm data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint"
    >
      <Icon aria-hidden />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint && <span className="shrink-0 text-faint text-xs">{hint}</span>}
    </Command.Item>
  )
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-black/40 dark:bg-black/60" />
        <Dialog.Content
          aria-describedby={undefined}
          className="float-in -translate-x-1/2 fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl overflow-hidden rounded-2xl border border-line bg-raised shadow-float focus:outline-none"
        >
          <Dialog.Title className="sr-only">Go to</Dialog.Title>
          <Command label="Go to" loop>
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="Go to a page, dataset, model or deployment…"
              className="h-12 w-full border-line border-b bg-transparent px-4 text-[15px] outline-none placeholder:text-faint"
            />
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-4 py-10 text-center text-faint text-sm">
                Nothing found.
              </Command.Empty>
              {recent.length > 0 && (
                <Command.Group heading="Recent" className={groupLook}>
                  {recent.map(({ href, title }) =>
                    item(`recent ${href}`, title, History, () => router.navigate({ href })),
                  )}
                </Command.Group>
              )}
              <Command.Group heading="Pages" className={groupLook}>
                {(workspace ? pages : []).map(({ to, label, icon }) =>
                  item(to, label, icon, () => router.navigate({ to })),
                )}
                {workspace && (
                  <>
                    {item('/settings/keys', 'API keys', KeyRound, () =>
                      router.navigate({ to: '/settings/keys' }),
                    )}
                    {item('/settings/team', 'Team', Users, () => router.navigate({ to: '/settings/team' }))}
                  </>
                )}
                {user.isOperator &&
                  operator.pages.map(({ to, label, icon }) =>
                    item(to, label, icon, () => router.navigate({ to }), 'Operator'),
                  )}
              </Command.Group>
              <Command.Group heading="Actions" className={groupLook}>
                {canWrite &&
                  item('new-dataset', 'Upload a dataset', Upload, () =>
                    router.navigate({ to: '/data', search: { dialog: 'new' } }),
                  )}
                {canWrite &&
                  item('start', 'Start with a ready-made solution', LayoutGrid, () =>
                    router.navigate({ to: '/start' }),
                  )}
                {canWrite &&
                  hasBatches &&
                  item('new-batch', 'Start a batch', FileStack, () =>
                    router.navigate({ to: '/batches', search: { start: 'new' } }),
                  )}
                {workspace &&
                  takesRequests &&
                  item('new-service', 'Request a custom service', Handshake, () =>
                    router.navigate({ to: '/services', search: { dialog: 'new' } }),
                  )}
                {item('shortcuts', 'Show the keyboard shortcuts', Keyboard, onHelp)}
                {item('light', 'Light theme', Sun, () => chooseTheme('light'))}
                {item('dark', 'Dark theme', Moon, () => chooseTheme('dark'))}
                {item('system', 'System theme', Monitor, () => chooseTheme('system'))}
              </Command.Group>
              <Command.Group heading="Datasets" className={groupLook}>
                {datasets.map(({ id, name }) =>
                  item(id, name, Database, () =>
                    router.navigate({ to: '/data/$datasetId', params: { datasetId: id } }),
                  ),
                )}
              </Command.Group>
              <Command.Group heading="Models" className={groupLook}>
                {models.map(({ id, name }) =>
                  item(id, name, Boxes, () =>
                    router.navigate({ to: '/models/$modelId', params: { modelId: id } }),
                  ),
                )}
              </Command.Group>
              <Command.Group heading="Deployments" className={groupLook}>
                {deployments.map(({ id, name }) =>
                  item(id, name, Rocket, () =>
                    router.navigate({ to: '/deployments/$deploymentId', params: { deploymentId: id } }),
                  ),
                )}
              </Command.Group>
              {canWrite && typed !== '' && (
                <Command.Group heading="Ready-made solutions" className={groupLook}>
                  {solutionIds.map((id) =>
                    item(`solution-${id}`, solutionWords[id].title, solutionWords[id].icon, () =>
                      router.navigate({ to: '/start', search: { solution: id } }),
                    ),
                  )}
                </Command.Group>
              )}
              <Command.Group heading="Tenants" className={groupLook}>
                {tenants.map(({ workspaceId, name }) =>
                  item(workspaceId, name, Building2, () =>
                    router.navigate({ to: '/operator/tenants/$workspaceId', params: { workspaceId } }),
                  ),
                )}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
