import { DuckDBBlobValue, DuckDBListValue } from '@duckdb/node-api'
import { quoteName, quoteText, type Session, toNumber, toText } from '../duck.ts'
import { samplesIn } from '../read-clips.ts'
import { withReader } from '../reader.ts'
import { type DatasetProfile, type Examination, type Finding, splitNameSchema } from '../schema/index.ts'
import { findingsOfGroups } from './alike.ts'
import { findInClasses } from './class-findings.ts'
import { findInColumns } from './column-findings.ts'
import { type ExaminedPicture, findInPictures, thumbnail } from './picture-findings.ts'
import { type ExaminedSound, findInSounds, hearSound } from './sound-findings.ts'
import { type ExaminedText, findInTexts } from './text-findings.ts'

/** Rows that are compared with one another at most, and characters of them: about 400 MB. */
const mostRows = 1_000_000
const mostCharacters = 200_000_000

const severities: readonly Finding['severity'][] = ['high', 'medium', 'low']

/** Looks through a version for what would make a classifier worse, or flatter its figures; changes nothing. */
export async function examineVersion(input: {
  path: string
  profile: DatasetProfile
  /** Milliseconds. */
  now: () => number
}): Promise<Examination> {
  const started = input.now()
  const { path, profile } = input
  const source = `read_parquet(${quoteText(path)})`
  const { findings, rowsExamined } = await withReader(async (session) => {
    if (profile.kind === 'text') return examineTexts(session, source, profile)
    if (profile.kind === 'image') return examinePictures(session, source, profile)
    if (profile.kind === 'audio') return examineSounds(session, source, profile)
    return {
      findings: [
        ...(await findInColumns(session, source, profile)),
        ...(await findRepeatedRows(session, source, profile)),
      ],
      rowsExamined: profile.rows,
    }
  })
  const all = [...findings, ...findInClasses(profile)]
  return {
    findings: all.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity)),
    rowsExamined,
    seconds: (input.now() - started) / 1000,
  }
}

type Examined = { findings: Finding[]; rowsExamined: number }

async function examineTexts(session: Session, source: string, profile: DatasetProfile): Promise<Examined> {
  const texts: ExaminedText[] = []
  let characters = 0
  const result = await session.connection.stream(
    `select __split, ${quoteName(profile.labelColumn)}, ${quoteName(profile.textColumn ?? '')} from ${source} order by __row limit ${mostRows}`,
  )
  for await (const chunk of result) {
    const [splits = [], labels = [], values = []] = chunk.getColumns()
    for (let i = 0; i < splits.length; i++) {
      const text = toText(values[i])
      texts.push({ split: splitNameSchema.parse(splits[i]), label: labelOf(labels[i]), text })
      characters += text.length
    }
    if (characters > mostCharacters) break
  }
  return { findings: findInTexts(texts, profile), rowsExamined: texts.length }
}

function labelOf(value: unknown): string {
  return value instanceof DuckDBListValue ? value.items.map(toText).join(', ') : String(value ?? '')
}

async function examinePictures(session: Session, source: string, profile: DatasetProfile): Promise<Examined> {
  const { image } = profile
  if (!image) return { findings: [], rowsExamined: 0 }
  const pictures: ExaminedPicture[] = []
  const result = await session.connection.stream(
    `select __split, label, __pixels from ${source} order by __row limit ${mostRows}`,
  )
  for await (const chunk of result) {
    const [splits = [], labels = [], pixels = []] = chunk.getColumns()
    for (let i = 0; i < splits.length; i++) {
      const value = pixels[i]
      if (!(value instanceof DuckDBBlobValue)) throw new Error('A row of the version has no pixels')
      pictures.push({
        split: splitNameSchema.parse(splits[i]),
        label: labelOf(labels[i]),
        small: thumbnail(value.bytes, image),
      })
    }
  }
  return { findings: findInPictures(pictures, profile), rowsExamined: pictures.length }
}

async function examineSounds(session: Session, source: string, profile: DatasetProfile): Promise<Examined> {
  const sounds: ExaminedSound[] = []
  const result = await session.connection.stream(
    `select __split, label, __samples from ${source} order by __row limit ${mostRows}`,
  )
  for await (const chunk of result) {
    const [splits = [], labels = [], clips = []] = chunk.getColumns()
    for (let i = 0; i < splits.length; i++) {
      const value = clips[i]
      if (!(value instanceof DuckDBBlobValue)) throw new Error('A row of the version has no samples')
      const heard = hearSound(samplesIn(value))
      sounds.push({ split: splitNameSchema.parse(splits[i]), label: labelOf(labels[i]), ...heard })
    }
  }
  return { findings: findInSounds(sounds, profile), rowsExamined: sounds.length }
}

/** Rows of a table whose inputs are equal. */
async function findRepeatedRows(
  session: Session,
  source: string,
  profile: DatasetProfile,
): Promise<Finding[]> {
  const features = profile.columns.filter(({ role }) => role === 'feature').map(({ name }) => quoteName(name))
  // A few columns of few values repeat by chance.
  if (features.length < 3) return []
  const label = profile.multiLabel
    ? `array_to_string(${quoteName(profile.labelColumn)}, ', ')`
    : quoteName(profile.labelColumn)
  const rows = await session.rows(`select __row, __split, label, key from (
      select __row, __split, label, key, count(*) over (partition by key) as n from (
        select __row, __split, ${label} as label, md5(concat_ws(chr(31), ${features.map((name) => `coalesce(${name}::varchar, chr(30))`).join(', ')})) as key
        from ${source}))
    where n > 1 order by key, __row limit ${mostRows}`)
  const groups = new Map<string, number[]>()
  const known = new Map<number, { split: ExaminedText['split']; label: string; excerpt: string }>()
  for (const row of rows) {
    const number = toNumber(row[0])
    const key = toText(row[3])
    const own = groups.get(key)
    if (own) own.push(number)
    else groups.set(key, [number])
    known.set(number, { split: splitNameSchema.parse(row[1]), label: toText(row[2]), excerpt: '' })
  }
  // Where most rows have a twin, that is what the columns are like.
  if (rows.length > profile.rows / 2) return []
  const at = (row: number) => known.get(row) ?? { split: 'train' as const, label: '', excerpt: '' }
  return findingsOfGroups(
    [...groups.values()],
    { count: profile.rows, at },
    profile,
    'Rows with equal inputs',
  )
}
