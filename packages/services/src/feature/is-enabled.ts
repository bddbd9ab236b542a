import { tables } from '@assay/db'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { FeatureName } from './features.ts'

/** Another process hears of a switch after this long at the latest. */
const rememberedMs = 3_000

type Switches = { everybody: Map<string, boolean>; own: Map<string, boolean> }
type Reading = Pick<Services, 'dbs'>
const remembered = new WeakMap<Services['dbs'], { atMs: number; switches: Promise<Switches> }>()

const read = async ({ dbs }: Reading): Promise<Switches> => {
  const flags = await dbs.platform.select().from(tables.featureFlag)
  const overrides = await dbs.platform.select().from(tables.featureOverride)
  return {
    everybody: new Map(flags.map(({ name, enabled }) => [name, enabled])),
    own: new Map(overrides.map(({ workspaceId, name, enabled }) => [`${workspaceId} ${name}`, enabled])),
  }
}

const recall = (services: Reading): Promise<Switches> => {
  const known = remembered.get(services.dbs)
  const nowMs = performance.now()
  if (known && nowMs - known.atMs < rememberedMs) return known.switches
  const switches = read(services)
  remembered.set(services.dbs, { atMs: nowMs, switches })
  switches.catch(() => remembered.delete(services.dbs))
  return switches
}

export const forgetSwitches = ({ dbs }: Reading): void => {
  remembered.delete(dbs)
}

/** What the workspace's own switch says, else everybody's, else that it is on. */
export const isEnabled = async (
  services: Reading,
  name: FeatureName,
  workspaceId: string | null,
): Promise<boolean> => {
  const { everybody, own } = await recall(services)
  return own.get(`${workspaceId} ${name}`) ?? everybody.get(name) ?? true
}

const refusals: Record<FeatureName, string> = {
  sign_up: 'New accounts cannot be created at the moment.',
  public_pages: 'Public pages are switched off here.',
  batches:
    'Batches are switched off here. Send the rows as single calls, or contact this platform’s operator.',
  model_exports: 'Models cannot be downloaded here. Contact this platform’s operator.',
  service_requests: 'Custom work is not being taken on at the moment.',
  sponsors: 'Sponsorship is not available here.',
}

/** @throws AssayError `forbidden` where the operator has switched it off */
export const requireFeature = async (
  services: Reading,
  name: FeatureName,
  workspaceId: string | null,
): Promise<void> => {
  if (!(await isEnabled(services, name, workspaceId)))
    throw new AssayError('forbidden', refusals[name], { param: 'feature' })
}
