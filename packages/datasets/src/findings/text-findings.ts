import { defaultKinds, findPersonalData, redactText } from '../privacy/personal-data.ts'
import { replacementBy } from '../privacy/replacement.ts'
import type { CleaningStep, DatasetProfile, Finding, PersonalDataKind } from '../schema/index.ts'
import { type ExaminedRow, findingsOfGroups, mostExamples, mostFixedRows, rowsOf, rowsThat } from './alike.ts'
import { clusterRows } from './cluster-rows.ts'
import { bands, foldText, similarity, sketchInto } from './min-hash.ts'

/** Share of shingles from which two texts count as copies of one another. */
const alikeFrom = 0.85
const markup = /<\/?[a-z][a-z0-9]*(\s[^<>]*)?\/?>|&(nbsp|amp|lt|gt|quot|#\d+);/i
/** UTF-8 that was once read as Latin-1 or Windows-1252, and the mark of what could not be read at all. */
const mojibake = /Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ]|â€[™œ\u009d“”˜¦¢]|Â[\u00a0-\u00bf]|\ufffd/
/** Times the usual length, on the logarithmic scale of the middle half of all lengths. */
const farOut = 6

export type ExaminedText = Pick<ExaminedRow, 'split' | 'label'> & { text: string }

/** What is wrong with texts as such, and with texts beside one another. */
export function findInTexts(texts: readonly ExaminedText[], profile: DatasetProfile): Finding[] {
  const keys = new Uint32Array(texts.length * bands)
  const folded = texts.map(({ text }, row) => {
    const plain = foldText(text)
    sketchInto(plain, keys, row * bands)
    return plain
  })
  const foldedAt = (row: number): string => folded[row] ?? ''
  const groups = clusterRows(
    texts.length,
    bands,
    keys,
    (one, other) => similarity(foldedAt(one), foldedAt(other)) >= alikeFrom,
  ).filter((group) => foldedAt(group[0] ?? 0) !== '')
  const at = (row: number): ExaminedRow => {
    const { split = 'train', label = '', text = '' } = texts[row] ?? {}
    return { split, label, excerpt: text.slice(0, 200) }
  }
  const rows = { count: texts.length, at }
  return [
    ...findingsOfGroups(groups, rows, profile, 'Similar texts'),
    ...[
      emptyTexts(texts, folded),
      matching(
        texts,
        markup,
        'markup',
        'Texts with HTML in them',
        ['holds', 'hold'],
        'HTML tags or entities, which a caller’s texts will not have',
        ['html', 'spaces'],
      ),
      matching(
        texts,
        mojibake,
        'mojibake',
        'Texts with broken characters',
        ['was', 'were'],
        'once read in the wrong encoding. Save the file as UTF-8 at its source and upload it again',
        null,
      ),
      unusualLengths(texts),
      personalData(texts),
    ].filter((finding) => finding !== null),
  ]
}

const exampleOf = (texts: readonly ExaminedText[], row: number, note: string | null = null) => ({
  rows: [row],
  excerpt: (texts[row]?.text ?? '').slice(0, 200),
  note,
})

/** What stands around the first place where the pattern matches. */
const around = (texts: readonly ExaminedText[], row: number, pattern: RegExp) => {
  const text = texts[row]?.text ?? ''
  const from = Math.max(0, text.search(pattern) - 60)
  return { rows: [row], excerpt: `${from > 0 ? '… ' : ''}${text.slice(from, from + 190)}`, note: null }
}

function emptyTexts(texts: readonly ExaminedText[], folded: readonly string[]): Finding | null {
  const found = [...folded.keys()].filter((row) => folded[row] === '')
  if (found.length === 0) return null
  return {
    code: 'empty_inputs',
    severity: 'medium',
    title: 'Texts without a letter or digit',
    message: `${rowsThat(found.length, 'holds', 'hold')} nothing readable; only the frequency of their labels can be learned from them.`,
    count: found.length,
    examples: found.slice(0, mostExamples).map((row) => exampleOf(texts, row)),
    fix: {
      title: `Drop ${rowsOf(found.length)}`,
      edits: [{ type: 'drop_rows', rows: found.slice(0, mostFixedRows) }],
    },
  }
}

function matching(
  texts: readonly ExaminedText[],
  pattern: RegExp,
  code: 'markup' | 'mojibake',
  title: string,
  verb: [one: string, many: string],
  meaning: string,
  cleaning: CleaningStep[] | null,
): Finding | null {
  const found = [...texts.keys()].filter((row) => pattern.test(texts[row]?.text ?? ''))
  if (found.length === 0) return null
  return {
    code,
    severity: found.length > texts.length / 20 ? 'medium' : 'low',
    title,
    message: `${rowsThat(found.length, ...verb)} ${meaning}.`,
    count: found.length,
    examples: found.slice(0, mostExamples).map((row) => around(texts, row, pattern)),
    fix:
      cleaning === null
        ? null
        : { title: 'Clean the texts', edits: [{ type: 'clean_text', steps: cleaning }] },
  }
}

const kindNames: Record<PersonalDataKind, string> = {
  email: 'e-mail addresses',
  phone: 'phone numbers',
  card: 'card numbers',
  iban: 'bank accounts (IBAN)',
  ip: 'IP addresses',
  national_id: 'national identity numbers',
  passport: 'passport numbers',
}

function personalData(texts: readonly ExaminedText[]): Finding | null {
  const rowsOfKind = new Map<PersonalDataKind, number[]>()
  let count = 0
  texts.forEach(({ text }, row) => {
    const kinds = new Set(findPersonalData(text, defaultKinds).map(({ kind }) => kind))
    if (kinds.size > 0) count++
    for (const kind of kinds) rowsOfKind.set(kind, [...(rowsOfKind.get(kind) ?? []).slice(0, 3), row])
  })
  if (count === 0) return null
  const kinds = [...rowsOfKind.keys()]
  return {
    code: 'personal_data',
    severity: kinds.some((kind) => kind === 'card' || kind === 'iban' || kind === 'national_id')
      ? 'high'
      : 'medium',
    title: 'Personal data in texts',
    message: `${rowsThat(count, 'holds', 'hold')} ${kinds.map((kind) => kindNames[kind]).join(', ')}. A classifier rarely needs them, and data used for training can resurface.`,
    count,
    // What was found is shown by its kind alone.
    examples: [...rowsOfKind].map(([kind, rows]) => ({
      rows,
      excerpt: redactText(texts[rows[0] ?? 0]?.text ?? '', defaultKinds, replacementBy('mask', null)).slice(
        0,
        200,
      ),
      note: kindNames[kind],
    })),
    fix: { title: 'Replace them with a mark', edits: [{ type: 'redact', kinds, mode: 'mask' }] },
  }
}

function unusualLengths(texts: readonly ExaminedText[]): Finding | null {
  const logarithms = Float64Array.from(texts, ({ text }) => Math.log(1 + text.length))
  const sorted = logarithms.toSorted()
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const [low, high] = [quantile(0.25), quantile(0.75)]
  const most = high + farOut * Math.max(0.1, high - low)
  const found = [...texts.keys()].filter((row) => (logarithms[row] ?? 0) > most)
  if (found.length === 0 || texts.length < 50) return null
  const byLength = found.toSorted((a, b) => (logarithms[b] ?? 0) - (logarithms[a] ?? 0))
  return {
    code: 'unusual_lengths',
    severity: 'low',
    title: 'Texts of unusual length',
    message: `${rowsThat(found.length, 'is', 'are')} many times longer than the rest: often several inputs run together by a missing quote.`,
    count: found.length,
    examples: byLength
      .slice(0, mostExamples)
      .map((row) =>
        exampleOf(texts, row, `${(texts[row]?.text.length ?? 0).toLocaleString('en')} characters`),
      ),
    fix: {
      title: `Drop ${rowsOf(found.length)}`,
      edits: [{ type: 'drop_rows', rows: found.slice(0, mostFixedRows) }],
    },
  }
}
