import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { listEntriesAsOperator } from '../engagement/index.ts'
import {
  addEngagement,
  addModelVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '../testing/index.ts'
import {
  createDeployment,
  endDedicated,
  type FigureCounts,
  findServedDeployment,
  latencyStep,
  listDedicated,
  recordFigures,
  setDedicated,
  slaReport,
  slaReportAsOperator,
} from './index.ts'

let kit: TestServices
let operator: OperatorCtx
let owner: WorkspaceCtx
let id: string
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
  operator = { ...kit.services, actor: { type: 'user', id: await kit.addUser('Oscar') }, isOperator: true }
  const { modelVersionId } = await addModelVersion(owner)
  id = (await createDeployment(owner, { name: 'Live', modelVersionId })).id
})
afterAll(() => kit?.close())

const goTo = (iso: string) => kit.passTime(new Date(iso).getTime() - kit.services.now().getTime())
const record = (iso: string, times: number[], counts: Partial<FigureCounts> = {}) => {
  const latencies: number[] = []
  for (const ms of times) latencies[latencyStep(ms)] = (latencies[latencyStep(ms)] ?? 0) + 1
  return recordFigures(kit.services, new Date(iso), [
    {
      ...{ workspaceId: owner.workspaceId, deploymentId: id, inputs: 0, coldStarts: 0 },
      ...{ answered: times.length, refused: 0, limited: 0, overloaded: 0, failed: 0 },
      ...counts,
      latencies: Array.from(latencies, (calls) => calls ?? 0),
    },
  ])
}
const terms = { requestsPerSecond: 50, availabilityBasisPoints: 9_900, p95TargetMs: 100 }
const served = async () => (await findServedDeployment(kit.services.dbs.platform, id))?.dedicatedPerSecond

test('each month is held to the last terms in force in it, by calls that are not the caller’s fault', async () => {
  goTo('2030-01-20T10:30:00Z')
  await record('2030-01-20T09:59:00Z', [1], { failed: 1_000 })
  expect(await served()).toBeNull()
  const { engagementId } = await addEngagement(owner)
  await setDedicated(operator, { deploymentId: id, engagementId, ...terms })
  expect(await served()).toBe(50)
  // 99 of 100 are answered, and 95 of 99 fast.
  await record('2030-01-20T10:59:00Z', [...Array(95).fill(40), ...Array(4).fill(900)], {
    failed: 1,
    refused: 5_000,
    limited: 5_000,
  })
  await record('2030-02-01T00:00:00Z', Array(9_899).fill(90), { overloaded: 100, failed: 1 })
  goTo('2030-02-10T00:00:00Z')
  await setDedicated(operator, { deploymentId: id, ...terms, p95TargetMs: 50 })
  goTo('2030-03-05T00:00:00Z')
  await endDedicated(operator, { deploymentId: id })
  await record('2030-03-06T00:00:00Z', [1], { failed: 7 })
  expect(await served()).toBeNull()
  goTo('2030-04-01T00:00:00Z')

  const report = await slaReport(owner, { id })
  expect(report).toMatchObject({ name: 'Live', terms: null })
  expect(report.months).toMatchObject([
    { month: '2030-03', calls: 0, availability: 'no_calls', p95: 'no_calls', availabilityBasisPoints: null },
    {
      ...{ month: '2030-02', calls: 10_000, availabilityBasisPoints: 9_899, availability: 'missed' },
      ...{ p95: 'missed', p95TargetMs: 50, open: false },
    },
    {
      ...{ month: '2030-01', calls: 100, availabilityBasisPoints: 9_900, availability: 'met' },
      ...{ p95: 'met', p95TargetMs: 100, excluded: 10_000 },
    },
  ])
  expect(report.months[2]?.p95Ms).toBeLessThan(50)
  expect(await slaReportAsOperator(operator, { id })).toEqual(report)

  const { items } = await listEntriesAsOperator(operator, { id: engagementId })
  expect(items.map(({ text }) => text).join()).toContain('50 calls a second, 99 % of them answered')
  const audited = await kit.services.dbs.platform
    .select({ action: tables.auditEvent.action })
    .from(tables.auditEvent)
    .where(eq(tables.auditEvent.subjectId, id))
  expect(audited.filter(({ action }) => action.includes('dedicat'))).toHaveLength(3)
})

test('another workspace sees no terms, a tenant writes none, and a service of another tenant is refused', async () => {
  const stranger = await kit.addWorkspace()
  await setDedicated(operator, { deploymentId: id, ...terms })
  await expect(slaReport(stranger, { id })).rejects.toMatchObject({ code: 'not_found' })
  const { dedicatedTerms } = tables
  expect(await inWorkspace(stranger, 'viewer', (tx) => tx.select().from(dedicatedTerms))).toEqual([])
  const raised = inWorkspace(owner, 'owner', (tx) => tx.update(dedicatedTerms).set({ requestsPerSecond: 9 }))
  await expect(raised).rejects.toThrow()
  const { engagementId } = await addEngagement(stranger)
  const foreign = setDedicated(operator, { deploymentId: id, engagementId, ...terms })
  await expect(foreign).rejects.toMatchObject({ code: 'not_found' })
  expect(await listDedicated(operator, { workspaceId: owner.workspaceId })).toMatchObject([
    { id, hasSla: true, terms: { ...terms, engagementId: null } },
  ])
  expect(await listDedicated(operator, { workspaceId: stranger.workspaceId })).toEqual([])
})
