import type { RepairLog } from './repair-log.ts'

const maxNameLength = 200
const reserved = new Set(['__row', '__split', '__inputs'])

/**
 * Names as the version will carry them: trimmed, not empty, and different even when case is ignored
 * (Parquet readers ignore it).
 */
export function repairNames(raw: string[], repairs: RepairLog, line: number | null): string[] {
  const taken = new Set<string>()
  return raw.map((given, index) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is removed
    let name = given.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()
    if (name !== given && given.trim() !== '') {
      repairs.add('header_whitespace', 'Spaces around a column name were removed.', line)
    }
    if (name.length > maxNameLength) {
      name = name.slice(0, maxNameLength).trim()
      repairs.add('header_too_long', `A column name was cut to ${maxNameLength} characters.`, line)
    }
    if (name === '') {
      name = `column_${index + 1}`
      repairs.add('header_empty', 'A column without a name was named after its position.', line)
    }
    const unique = firstFree(name, taken)
    if (unique !== name) {
      repairs.add('header_duplicate', 'A repeated column name was given a number.', line)
    }
    taken.add(unique.toLowerCase())
    return unique
  })
}

function firstFree(name: string, taken: Set<string>): string {
  const free = (candidate: string) =>
    !taken.has(candidate.toLowerCase()) && !reserved.has(candidate.toLowerCase())
  if (free(name)) return name
  let number = 2
  while (!free(`${name}_${number}`)) number++
  return `${name}_${number}`
}
