import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, openClient } from './client.ts'
import { openTenant, uploadDataset } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

let system: System
let tenant: Client

beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

const newDataset = async (): Promise<string> =>
  (await tenant.mutate<{ id: string }>('dataset.create', { name: 'D' })).id

const refuseUpload = async (
  datasetId: string,
  query: string,
  body: BodyInit,
  headers?: Record<string, string>,
) => {
  const response = await tenant.upload(datasetId, query, body, headers)
  const { error } = (await response.json()) as { error: { code: string; param: string | null } }
  return { status: response.status, code: error.code, param: error.param }
}

describe('an upload', () => {
  it('of another kind of file is refused as 415 before it is read', async () => {
    const id = await newDataset()
    for (const name of ['a.tar', 'logo.svg', 'run.png', 'sound.wav', 'book.docx'])
      expect(await refuseUpload(id, `name=${name}`, 'text,label\na,b\n'), name).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      })
    expect(await tenant.query('dataset.versions', { id })).toEqual([])
  })

  it('that does not match its checksum, is empty, or has a malformed checksum leaves nothing visible', async () => {
    const id = await newDataset()
    expect(
      await refuseUpload(id, 'name=a.csv', makeTickets(50), { 'x-content-sha256': '0'.repeat(64) }),
    ).toMatchObject({ status: 422, code: 'checksum_mismatch' })
    expect(await refuseUpload(id, 'name=a.csv', '')).toMatchObject({ status: 422, code: 'dataset_unusable' })
    expect(
      await refuseUpload(id, 'name=a.csv', makeTickets(50), { 'x-content-sha256': 'xyz' }),
    ).toMatchObject({ status: 400 })
    expect(await tenant.query('dataset.versions', { id })).toEqual([])
  })

  it('to a foreign or unknown dataset is refused as 404, with an unknown parameter as 400, without a session as 401', async () => {
    const id = await newDataset()
    const stranger = await openTenant(system.url, 'Uploader')
    expect((await stranger.upload(id, 'name=a.csv', makeTickets(50))).status).toBe(404)
    expect((await tenant.upload('ds_unknown', 'name=a.csv', makeTickets(50))).status).toBe(404)
    expect((await tenant.upload(id, 'name=a.csv&colour=red', makeTickets(50))).status).toBe(400)
    expect((await openClient(system.url).upload(id, 'name=a.csv', makeTickets(50))).status).toBe(401)
  })

  it('with a hostile name gets a harmless one', async () => {
    for (const [name, kept] of [
      ['a"\r\nX: y.csv', 'upload.csv'],
      ['../../etc/x.csv', 'x.csv'],
      ['<img src=x>.csv', 'upload.csv'],
    ] as const) {
      const version = await uploadDataset(tenant, { name, body: makeTickets(60) })
      expect(version).toMatchObject({ status: 'ready', fileName: kept })
    }
  })

  it('that cannot become a dataset fails with a code, the line and a sentence', async () => {
    const deep = `{"text":${'['.repeat(10_000)}${']'.repeat(10_000)},"label":"a"}`
    const line = (i: number) => `{"text":"hello there ${i}","label":"${i % 2 ? 'a' : 'b'}"}`
    const cases: [string, BodyInit, string, number | null][] = [
      ['quote.csv', `${makeTickets(10)}"never closed,billing\nmore,technical\n`, 'csv_unclosed_quote', 12],
      ['deep.jsonl', `${line(1)}\n${line(2)}\n${deep}\n`, 'json_too_deep', 3],
      ['header.csv', 'text,label\n', 'dataset_unusable', null],
      [
        'one-class.csv',
        `text,label\n${'some words,only\n'.replace('words', 'w').repeat(30)}`,
        'dataset_unusable',
        null,
      ],
      [
        'binary.csv',
        new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
        'file_not_text',
        null,
      ],
    ]
    for (const [name, body, code, atLine] of cases) {
      const version = await uploadDataset(tenant, { name, body, query: 'labelColumn=label' })
      expect(version, name).toMatchObject({ status: 'failed', error: { code } })
      expect(version.error?.message.length, name).toBeGreaterThan(20)
      if (atLine !== null) expect(version.error?.line, name).toBe(atLine)
    }
  })

  it('that can be repaired is, and says what was done: UTF-16, ragged rows, formulas kept as they are, a row without a label set aside', async () => {
    const tickets = makeTickets(120)
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(tickets, 'utf16le')])
    expect(await uploadDataset(tenant, { name: 'utf16.csv', body: utf16 })).toMatchObject({
      status: 'ready',
      rows: 120,
    })

    const ragged = await uploadDataset(tenant, {
      name: 'ragged.csv',
      body: `${tickets}lonely text\na,b,c,d\n`,
    })
    expect(ragged.status).toBe('ready')
    const { report } = await tenant.query<{ report: { refused: { line: number }[]; unlabelled: number } }>(
      'dataset.version',
      { id: ragged.id },
    )
    expect(report.refused.map(({ line }) => line)).toEqual([123])
    expect(report.unlabelled).toBe(1)

    const formula = "=cmd|' /C calc'!A0"
    const hostile = tickets.replaceAll('billing\n', `${formula}\n`)
    const version = await uploadDataset(tenant, {
      name: 'formula.csv',
      body: hostile,
      query: 'labelColumn=label&textColumn=text',
    })
    expect(version.status).toBe('ready')
    const { rows } = await tenant.query<{ rows: { label: string }[] }>('dataset.rows', {
      versionId: version.id,
      limit: 5,
    })
    expect(rows.map(({ label }) => label)).toContain(formula)
  })
})
