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

  const setFeature = async (name: string, on: boolean): Promise<void> => {
    await operator.goto(url('/operator/features'))
    const of = at(operator, `switch-${name}`)
    // What is shown goes before what the server has.
    if ((await of.getAttribute('aria-checked')) !== String(on))
      await Promise.all([operator.waitForResponse(/platform\.setFeature/), of.click()])
    await expect.poll(() => of.getAttribute('aria-checked')).toBe(String(on))
  }
  const mainEntries = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByRole('link')
  const paletteEntries = async (page: Page, typed: string): Promise<string[]> => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(typed)
    const entries = await page.getByRole('option').allInnerTexts()
    await page.keyboard.press('Escape')
    return entries
  }

  it('switches batches off, which the server then refuses', async () => {
    await setFeature('batches', false)
    await expect
      .poll(async () =>
        tess.mutate('batch.start', { deploymentId: 'dep_none', datasetVersionId: 'dsv_none' }).catch(String),
      )
      .toContain('Batches are switched off')
    await tenant.goto(url('/batches?start=new'))
    await expect.poll(() => at(tenant, 'switched-off').innerText()).toContain('has switched it off')
    expect(await mainEntries(tenant).allInnerTexts()).not.toContain('Batches')
    expect((await paletteEntries(tenant, 'batch')).filter((entry) => /batch/i.test(entry))).toEqual([])
    expect(await tenant.getByRole('dialog').count()).toBe(0)
    expect(errors).toEqual([])
  })

  it('takes on no more work made to measure: the pages lead nowhere near it, and its address says why', async () => {
    await setFeature('service_requests', false)
    await tenant.goto(url('/services?dialog=new'))
    await expect.poll(() => at(tenant, 'switched-off').innerText()).toContain('has switched it off')
    expect(await tenant.getByTestId('new-service').count()).toBe(0)
    await expect.poll(() => mainEntries(tenant).allInnerTexts()).not.toContain('Services')
    expect((await paletteEntries(tenant, 'service')).filter((entry) => /service/i.test(entry))).toEqual([])
    expect(await findViolations(tenant)).toEqual([])
    const visitor = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    await visitor.goto(url('/pricing'))
    await visitor.getByText('Taxes are added where they apply.').waitFor()
    expect(await visitor.getByText('Ask for a quote').count()).toBe(0)
    await setFeature('service_requests', true)
    await tenant.goto(url('/services'))
    await at(tenant, 'new-service').waitFor()
    expect(await mainEntries(tenant).allInnerTexts()).toContain('Services')
  })

  it('lets in only who is invited: no page offers an account, and the sign-up page says so', async () => {
    await setFeature('sign_up', false)
    const visitor = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    const complaints = watchErrors(visitor)
    const offers = () => visitor.locator('a[href^="/sign-up"]').count()
    for (const path of ['/', '/pricing', '/sign-in']) {
      await visitor.goto(url(path))
      await visitor.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(offers).toBe(0)
    }
    await visitor.goto(url('/sign-up'))
    await expect
      .poll(() => at(visitor, 'sign-up-closed').innerText())
      .toContain('Only people who were invited')
    await visitor.goto(url('/sign-in?next=/invite/some-token'))
    await expect.poll(offers).toBe(1)
    await setFeature('sign_up', true)
    await visitor.goto(url('/'))
    await expect.poll(offers).toBeGreaterThan(0)
    expect(complaints).toEqual([])
  })

  it('has no entry for sponsors while nobody is shown any', async () => {
    await setFeature('sponsors', false)
    await operator.goto(url('/operator/sponsors'))
    await at(operator, 'switched-off').waitFor()
    expect(await operator.getByTestId('new-campaign').count()).toBe(0)
    const entries = operator.getByTestId('operator-navigation').getByRole('link')
    expect(await entries.allInnerTexts()).not.toContain('Sponsors')
    await setFeature('sponsors', true)
    await expect.poll(() => entries.allInnerTexts()).toContain('Sponsors')
  })
})

describe.skipIf(!chromiumPath)('a tenant, in the browser', () => {
  it('gives a member another role at once, and takes that back', async () => {
    await sql`insert into member (workspace_id, user_id, role)
      select ${tess.workspaceId}, id, 'member' from "user" where name = 'Olga'`
    await tenant.goto(url('/settings/team'))
    const role = tenant.getByLabel('Role of Olga')
    const stored = async () =>
      (await tess.query<{ name: string; role: string }[]>('member.list')).find(({ name }) => name === 'Olga')
        ?.role
    await role.click()
    await tenant.getByRole('option', { name: 'Admin' }).click()
    await tenant.getByText('Olga is now: Admin.').waitFor()
    expect(await stored()).toBe('admin')
    await tenant.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(stored).toBe('member')
    await expect.poll(() => role.innerText()).toBe('Member')
    expect(await findViolations(tenant)).toEqual([])
  })

  it('finds nothing to label in a dataset without an error', async () => {
    const before = errors.length
    const { items } = await tess.query<{ items: { id: string }[] }>('dataset.list', { offset: 0, limit: 1 })
    await tenant.goto(url(`/data/${items[0]?.id}/label`))
    await tenant.getByText('No rows to label').waitFor()
    expect(errors.slice(before)).toEqual([])
  })

  it('sees the tab that is open on a phone, from the start and after choosing another', async () => {
    for (const [page, path, next] of [
      [tenant, '/settings/account', 'Notifications'],
      [operator, '/operator?tab=margin', 'Outlook'],
    ] as const) {
      await page.setViewportSize({ width: 390, height: 844 })
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.goto(url(path))
      const chosen = page
        .locator('main')
        .locator('[role=tab][data-state=active], nav [data-status=active]')
        .first()
      const isInView = () =>
        chosen.evaluate((tab) => {
          const { left, right } = tab.getBoundingClientRect()
          return left >= 0 && right <= innerWidth
        })
      await chosen.waitFor()
      await expect.poll(isInView).toBe(true)
      const other = page.locator('main').getByText(next, { exact: true }).first()
      await other.click()
      await expect.poll(() => chosen.innerText()).toContain(next)
      await expect.poll(isInView).toBe(true)
      await page.setViewportSize({ width: 1280, height: 900 })
    }
  })
})
