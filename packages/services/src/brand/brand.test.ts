import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OperatorCtx } from '../core/context.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { accentProblem, contrast, nearestAccent, paletteOf } from './colour.ts'
import {
  addBrandPicture,
  followPublicUrl,
  layOutMail,
  presentBrand,
  publishLegal,
  readBrand,
  readBrandAsset,
  readLegal,
  recordAcceptance,
  requireAcceptance,
  setBrand,
} from './index.ts'
import { defaultBrand } from './settings.ts'

let kit: TestServices
let ctx: OperatorCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  ctx = { ...kit.services, actor: { type: 'user', id: await kit.addUser('Olive') }, isOperator: true }
})
afterAll(() => kit?.close())

const brand = { name: 'Sortwell', tagline: 'Sorts your mail', accent: { light: '#0f766e', dark: '#2dd4bf' } }

describe('an accent', () => {
  const colours = Array.from(
    { length: 300 },
    (_, at) => `#${((at * 2_654_435_761) % 16_777_216).toString(16).padStart(6, '0')}`,
  )

  test('of any colour has a shade that passes, with text, hovered text and links at 4.5:1 or more', () => {
    for (const colour of colours)
      for (const theme of ['light', 'dark'] as const) {
        const shade = nearestAccent(colour, theme)
        expect(accentProblem(shade, theme)).toBeNull()
        if (accentProblem(colour, theme) === null) expect(shade).toBe(colour)
        const { accent, hover, soft, ink, onAccent } = paletteOf(shade, theme)
        for (const [text, behind] of [
          [onAccent, accent],
          [onAccent, hover],
          [ink, soft],
        ] as const)
          expect(contrast(text, behind), `${text} on ${behind}`).toBeGreaterThanOrEqual(4.5)
      }
  })

  test('that can not be seen is refused with the nearest shade that can', async () => {
    const pale = { ...brand, accent: { light: '#fef9c3', dark: '#5b54ee' } }
    await expect(setBrand(ctx, pale)).rejects.toThrow(nearestAccent('#fef9c3', 'light'))
  })
})

describe('the brand', () => {
  test('holds from its save on, each under a number of its own, and the address with it', async () => {
    const services = { ...kit.services }
    const listeners: ((notice: { topic: string }) => void)[] = []
    const feed = {
      subscribe: (listener: (typeof listeners)[number]) => listeners.push(listener),
      onGap: () => {},
    }
    await followPublicUrl(services, feed, () => {})
    expect((await readBrand(ctx)).number).toBe(0)
    const first = await setBrand(ctx, brand)
    expect(first).toMatchObject({ number: 1, name: 'Sortwell' })
    expect(first.css).toContain('#0f766e')
    await Promise.all([
      setBrand(ctx, { ...brand, publicUrl: 'https://sortwell.example/' }),
      setBrand(ctx, { ...brand, publicUrl: 'https://sortwell.example/' }),
    ])
    expect(await readBrand(ctx)).toMatchObject({ number: 3, publicUrl: 'https://sortwell.example' })
    for (const tell of listeners) tell({ topic: 'brand' })
    await expect.poll(() => services.publicUrl).toBe('https://sortwell.example')
  })

  test('refuses a picture that is not here and a demo that nobody opened', async () => {
    const strange = { ...brand, logo: { light: 'a'.repeat(64), dark: null } }
    await expect(setBrand(ctx, strange)).rejects.toMatchObject({ param: 'logo' })
    await expect(setBrand(ctx, { ...brand, demoSlug: 'closed' })).rejects.toMatchObject({ param: 'demoSlug' })
  })
})

describe('a picture', () => {
  const b64 = (text: string) => Buffer.from(text).toString('base64')

  test('is kept as a PNG, and an SVG’s scripts and foreign references stay behind', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" onload="alert(1)"><script>alert(1)</script><image href="file:///etc/hostname" width="20" height="10"/><rect width="20" height="10" fill="#0f766e"/></svg>'
    const added = await addBrandPicture(ctx, { use: 'logo', b64: b64(svg) })
    expect(added.height).toBe(144)
    const asset = await readBrandAsset(ctx, added.sha256)
    expect(asset?.mime).toBe('image/png')
    expect(asset?.bytes.toString('latin1')).not.toContain('alert')
    const { data } = await sharp(asset?.bytes).raw().toBuffer({ resolveWithObject: true })
    expect([...data.subarray(0, 3)]).toEqual([0x0f, 0x76, 0x6e])
    const shown = await setBrand(ctx, { ...brand, logo: { light: added.sha256, dark: null } })
    expect(shown.logo?.dark.url).toBe(added.url)
  })

  test.each([
    ['neither SVG nor PNG', b64('GIF89a'), 'neither an SVG nor a PNG'],
    ['an SVG that declares entities', b64('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'), 'entities'],
    ['a damaged PNG', Buffer.from('89504e470d0a1a0a00', 'hex').toString('base64'), 'cannot be read'],
  ])('is refused as %s, in words', async (_case, picture, words) => {
    await expect(addBrandPicture(ctx, { use: 'favicon', b64: picture })).rejects.toThrow(words)
  })
})

describe('legal texts', () => {
  test('have to be accepted in their newest version once they are published, and it is kept who did', async () => {
    expect(await requireAcceptance(ctx, [])).toEqual([])
    const first = await publishLegal(ctx, { kind: 'terms', body: '# Terms' })
    await publishLegal(ctx, { kind: 'imprint', body: 'Sortwell Ltd' })
    await expect(requireAcceptance(ctx, [])).rejects.toThrow('Accept the terms')
    expect(await requireAcceptance(ctx, [first.id])).toEqual([first.id])
    const second = await publishLegal(ctx, { kind: 'terms', body: '# Other terms' })
    expect(second.number).toBe(2)
    await expect(requireAcceptance(ctx, [first.id])).rejects.toThrow('changed')
    const userId = await kit.addUser()
    await recordAcceptance(ctx, { userId, documentIds: [second.id], address: '127.0.0.1' })
    expect((await readLegal(ctx, { kind: 'terms', number: 1 })).body).toBe('# Terms')
    expect((await presentBrand(ctx)).legal.map(({ kind }) => kind)).toEqual(['terms', 'imprint'])
    await publishLegal(ctx, { kind: 'terms', body: '' })
    await expect(readLegal(ctx, { kind: 'terms' })).rejects.toMatchObject({ code: 'not_found' })
    expect(await requireAcceptance(ctx, [])).toEqual([])
  })
})

test('a mail says the same as text and as HTML under the brand, and nothing in it is markup of others', () => {
  const mail = {
    to: 'eve@example.com',
    subject: 'Join <Größe>',
    text: 'Hello <b>Eve</b>\n\nhttps://a.example/i?x=1&y=2',
  }
  const laid = layOutMail(
    { ...defaultBrand, ...brand, supportEmail: 'help@sortwell.example' },
    'https://s.example',
    mail,
    'en',
  )
  expect(laid.html).toContain('<html lang="en">')
  expect(laid.fromName).toBe('Sortwell')
  expect(laid.text).toContain('Hello <b>Eve</b>')
  expect(laid.text).toContain('help@sortwell.example')
  expect(laid.html).not.toContain('<b>Eve')
  expect(laid.html).toContain('href="https://a.example/i?x=1&#38;y=2"')
  expect(laid.html).toContain('prefers-color-scheme:dark')
  expect(`${laid.text}${laid.html}`).not.toContain(defaultBrand.name)
})

test('what stands around a mail is in the language of the mail, and says so', () => {
  const laid = layOutMail(
    { ...defaultBrand, ...brand, supportEmail: 'help@sortwell.example' },
    'https://s.example',
    { to: 'li@example.com', subject: '请确认', text: '你好\n\nhttps://a.example/i' },
    'zh-CN',
  )
  expect(laid.html).toContain('<html lang="zh-CN">')
  expect(laid.html).toContain('>打开页面</a>')
  expect(laid.text).toContain('有疑问？请写信至 help@sortwell.example。')
  expect(`${laid.text}${laid.html}`).not.toMatch(/Questions|Open/)
})
