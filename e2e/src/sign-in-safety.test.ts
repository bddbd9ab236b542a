import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '@assay/testkit/totp'
import { strFromU8, unzipSync } from 'fflate'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { until } from './poll.ts'
import { removeHome, type System, startSystem } from './system.ts'

let system: System
let browser: Browser
let page: Page
let errors: string[]
const email = 'wanda@example.com'
const password = 'walks all the way'
let backupCodes: string[] = []
let secret = ''

const at = (testId: string) => page.getByTestId(testId).first()
/** Passkeys belong to a name, never to an address. */
const site = () => `http://localhost:${system.port}`
const signOut = async () => {
  await at('user-menu').click()
  await at('sign-out').click()
  await page.waitForURL('**/sign-in')
}
const giveEmailAndPassword = async (typed = password) => {
  await at('email').fill(email)
  await at('password').fill(typed)
  await at('submit').click()
}
const lastMail = (subject: string): Promise<string> => {
  const file = join(system.home, 'mails.jsonl')
  const read = async () =>
    (existsSync(file) ? readFileSync(file, 'utf8') : '')
      .split('\n')
      .findLast((line) => line.includes(subject))
  return until(`the mail “${subject}”`, read, Boolean).then((line) => JSON.parse(line ?? '{}').text)
}

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  browser = await openBrowser()
  // What fades in has no contrast yet.
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
  page = await context.newPage()
  errors = watchErrors(page)
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

describe.skipIf(!chromiumPath)('signing in safely, in the browser', () => {
  it('turns on two-factor sign-in with an app, and keeps the backup codes', async () => {
    await page.goto(`${site()}/sign-up`)
    await at('name').fill('Wanda Walker')
    await giveEmailAndPassword()
    await at('workspace-name').fill('Walkers')
    await at('create-workspace').click()
    await at('checklist').waitFor()
    await page.goto(`${site()}/settings/account`)
    await at('two-factor-on').click()
    await at('current-password').fill(password)
    await at('confirm-password').click()
    secret = (await at('two-factor-secret').textContent()) ?? ''
    expect(await findViolations(page)).toEqual([])
    await at('two-factor-code').fill(codeOf(`otpauth://totp/x?secret=${secret}`))
    await at('confirm-code').click()
    backupCodes = ((await at('backup-codes').innerText()) ?? '').split(/\s+/)
    expect(backupCodes).toHaveLength(10)
    await at('codes-kept').click()
    await page.getByTestId('two-factor-state').getByText('On').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('asks for the code at the next sign-in, and takes a backup code instead', async () => {
    await signOut()
    await giveEmailAndPassword()
    await at('code').fill(codeOf(`otpauth://totp/x?secret=${secret}`))
    expect(await findViolations(page)).toEqual([])
    await at('verify-code').click()
    await at('checklist').waitFor()
    await signOut()
    await giveEmailAndPassword()
    await page.getByText('Use a backup code').click()
    await at('code').fill(backupCodes[0] ?? '')
    await at('verify-code').click()
    await at('checklist').waitFor()
  })

  it('adds a passkey, and signs in with it alone', async () => {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await page.goto(`${site()}/settings/account`)
    await at('add-passkey').click()
    await page.getByRole('list', { name: 'Passkeys' }).getByText('Chrome on Linux').waitFor()
    expect(await findViolations(page)).toEqual([])
    await signOut()
    await at('passkey-sign-in').click()
    await at('checklist').waitFor()
  })

  it('makes an archive of everything in the workspace, and gives it to whoever is signed in', async () => {
    await page.goto(`${site()}/settings/export`)
    await at('start-export').click()
    await at('download-export').waitFor({ timeout: 60_000 })
    expect(await findViolations(page)).toEqual([])
    const path = (await at('download-export').getAttribute('href')) ?? ''
    const answer = await page.request.get(`${site()}${path}`)
    const files = unzipSync(new Uint8Array(await answer.body()))
    expect(Object.keys(files)).toContain('manifest.json')
    expect(strFromU8(files['members.json'] ?? new Uint8Array())).toContain(email)
    expect((await fetch(`${site()}${path}`)).status).toBe(401)
  })

  it('deletes a workspace after its name and the password, and takes that back with one click', async () => {
    await page.goto(`${site()}/settings?dialog=delete`)
    await at('typed-name').fill('Walkers')
    await at('current-password').fill('not the password')
    await at('confirm-delete-workspace').click()
    await page.getByText('Incorrect password.').waitFor()
    expect(await findViolations(page)).toEqual([])
    await at('current-password').fill(password)
    await at('confirm-delete-workspace').click()
    await at('deletion-banner').waitFor()
    expect(await findViolations(page)).toEqual([])
    expect(await lastMail('Walkers will be deleted')).toContain('/settings')
    await at('keep-workspace').click()
    await at('deletion-banner').waitFor({ state: 'detached' })
    await at('delete-workspace').waitFor()
  })

  it('deletes no account that is the only owner of a workspace', async () => {
    await page.goto(`${site()}/settings/account?dialog=delete`)
    await page.getByText('You are the only owner of Walkers.').waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.goto(site())
  })

  it('gives a new password to whoever has the mail, and ends every session', async () => {
    await signOut()
    await page.getByRole('link', { name: 'Forgot password?' }).click()
    // The sign-in page has an e-mail field too, and stays until the next page is loaded.
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
    await at('email').fill(email)
    await at('submit').click()
    await at('reset-mailed').waitFor()
    const link = /http\S+/.exec(await lastMail('Choose a new password'))?.[0] ?? ''
    await page.goto(link)
    await at('password').fill('a quite different secret')
    expect(await findViolations(page)).toEqual([])
    await at('submit').click()
    await at('password-reset').waitFor()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await giveEmailAndPassword('a quite different secret')
    await at('code').waitFor()
  })

  it('leaves no error behind', () => {
    // What was refused on purpose: a wrong password.
    expect(errors.filter((text) => !text.includes('403'))).toEqual([])
  })
})
