import type { Browser, Page } from 'playwright'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import type { Client } from './client.ts'
import { enterAs } from './pages.ts'
import { openTenant } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'

if (!chromiumPath) console.log('No Chromium found (CHROMIUM_PATH, /usr/bin/chromium): the walk is skipped.')

let system: System
let browser: Browser
let operator: Page
let tenant: Page
let tess: Client & { workspaceId: string }
let sql: postgres.Sql
let errors: string[]

const at = (page: Page, testId: string) => page.getByTestId(testId).first()
const url = (path: string) => `http://localhost:${system.port}${path}`

const openPage = async (client: Client): Promise<Page> => {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  await enterAs(page, url(''), client.cookie())
  return page
}

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  sql = postgres(system.databaseUrl(), { max: 1, onnotice: () => {} })
  browser = await openBrowser()
  tess = await openTenant(system.url, 'Tess')
  const olga = await openTenant(system.url, 'Olga')
  await sql`update "user" set is_operator = true where name = 'Olga'`
  operator = await openPage(olga)
  tenant = await openPage(tess)
  errors = watchErrors(tenant)
})
afterAll(async () => {
  await sql?.end()
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

const openTenantPage = async (): Promise<void> => {
  await operator.goto(url('/operator/tenants?sort=name'))
  await operator.getByTestId('tenant-row').getByRole('link', { name: "Tess's workspace" }).click()
  await operator.waitForURL('**/operator/tenants/ws_*')
}

describe.skipIf(!chromiumPath)('the operator, in the browser', () => {
  it('finds a tenant, notes something, and looks at the workspace without being able to change it', async () => {
    await openTenantPage()
    await at(operator, 'note-text').fill('Wants invoices by mail.')
    await at(operator, 'add-note').click()
    await at(operator, 'note').getByText('Wants invoices by mail.').waitFor()
    await at(operator, 'view-as').click()
    await at(operator, 'view-reason').fill('Ticket 7')
    await at(operator, 'start-view').click()
    await at(operator, 'view-banner').waitFor()
    expect(await findViolations(operator)).toEqual([])
    await operator.goto(url('/settings'))
    await at(operator, 'view-banner').waitFor()
    await at(operator, 'leave-view').click()
    await operator.waitForURL('**/operator/tenants/ws_*')
    await expect.poll(() => operator.getByTestId('view-banner').count()).toBe(0)
    await tenant.goto(url('/settings/audit'))
    await tenant.getByText('Olga').first().waitFor()
  })

  it('suspends it, which its people are told, and lets it go on', async () => {
    await at(operator, 'suspend').click()
    await at(operator, 'suspend-reason').fill('It sends spam.')
    await at(operator, 'suspend-confirm').fill("Tess's workspace")
    await at(operator, 'confirm-suspend').click()
    await at(operator, 'suspended-notice').waitFor()
    await tenant.goto(url('/'))
    await expect.poll(() => at(tenant, 'standing-banner').innerText()).toContain('It sends spam.')
    expect(await findViolations(tenant)).toEqual([])
    await expect(tess.mutate('dataset.create', { name: 'Mails' })).rejects.toThrow(/suspended/)
    await at(operator, 'reactivate').click()
    await at(operator, 'confirm-reactivate').click()
    await at(operator, 'suspend').waitFor()
    await tess.mutate('dataset.create', { name: 'Mails' })
  })

  it('tries mail, Stripe, storage and the database', async () => {
    await operator.goto(url('/operator/settings'))
    for (const part of ['mail', 'stripe', 'storage', 'database']) {
      await at(operator, `test-${part}`).click()
      const steps = at(operator, `connection-${part}`).getByTestId('steps')
      await steps.waitFor()
      expect(await steps.getAttribute('data-ok')).toBe('true')
    }
  })

  it('sees a job that was given up, why, and tries it again', async () => {
    await sql`select enqueue_job('dataset.purge', '{"workspaceId": "ws_none", "datasetId": "ds_none"}', null, now() + interval '1 day')`
    await sql`update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'The disk is full.'
      where task_id = (select id from graphile_worker._private_tasks where identifier = 'dataset.purge')`
    await operator.goto(url('/operator/jobs?state=dead'))
    await operator.getByText('The disk is full.').waitFor()
    expect(await findViolations(operator)).toEqual([])
    await at(operator, 'retry-job').click()
    await expect.poll(() => operator.getByTestId('job-row').count()).toBe(0)
  })

  it('announces something, which a tenant reads and puts away', async () => {
    await operator.goto(url('/operator/announcements?dialog=new'))
    await at(operator, 'announcement-title').fill('Maintenance on Sunday')
    await at(operator, 'announcement-text').fill('Calls may take a little longer.')
    await at(operator, 'save-announcement').click()
    await at(operator, 'announcement-row').waitFor()
    await tenant.goto(url('/data'))
    await at(tenant, 'dismiss-announcement').click()
    await tenant.reload()
    await tenant.getByRole('heading', { name: 'Data' }).waitFor()
    expect(await tenant.getByTestId('announcement').count()).toBe(0)
  })

  it('switches batches off, which the server then refuses', async () => {
    await operator.goto(url('/operator/features'))
    await at(operator, 'switch-batches').click()
    await expect.poll(() => at(operator, 'switch-batches').getAttribute('aria-checked')).toBe('false')
    await expect
      .poll(async () =>
        tess.mutate('batch.start', { deploymentId: 'dep_none', datasetVersionId: 'dsv_none' }).catch(String),
      )
      .toContain('Batches are switched off')
    expect(errors).toEqual([])
  })
})
