import { extname } from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import { AssayError } from '../errors/index.ts'

const office = (name: string): string => `application/vnd.openxmlformats-officedocument.${name}`

/** What may be attached, by ending. The first is how it is served; the others are what its bytes may look like. */
const binary: Record<string, [string, ...string[]]> = {
  '.pdf': ['application/pdf'],
  '.png': ['image/png'],
  '.jpg': ['image/jpeg'],
  '.jpeg': ['image/jpeg'],
  '.webp': ['image/webp'],
  '.zip': ['application/zip'],
  '.docx': [office('wordprocessingml.document'), 'application/zip'],
  '.xlsx': [office('spreadsheetml.sheet'), 'application/zip'],
  '.pptx': [office('presentationml.presentation'), 'application/zip'],
  '.wav': ['audio/wav', 'audio/vnd.wave'],
  '.mp3': ['audio/mpeg'],
}
const text: Record<string, string> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
}

const refuse = (message: string): never => {
  throw new AssayError('unsupported_media_type', message, { param: 'name' })
}

/** As many bytes as tell what a file is. */
export const sniffedBytes = 4_100

const isText = (head: Uint8Array): boolean => {
  if (head.includes(0)) return false
  try {
    // What was cut may end within a character.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

/**
 * The media type of an attachment, from its ending and its first bytes, which have to agree.
 * @throws AssayError `unsupported_media_type`
 */
export const attachmentType = async (name: string, head: Uint8Array): Promise<string> => {
  const ending = extname(name).toLowerCase()
  const found = (await fileTypeFromBuffer(head))?.mime
  const asText = text[ending]
  if (asText !== undefined)
    return found === undefined && isText(head)
      ? asText
      : refuse(
          `${name} has a text file’s extension, but its content is ${found ?? 'not UTF-8'}. Use the right extension.`,
        )
  const allowed = binary[ending]
  if (allowed === undefined)
    return refuse(
      `Files ending in ${ending || 'nothing'} can't be attached. Send one of ${[...Object.keys(binary), ...Object.keys(text)].join(' ')}.`,
    )
  if (found === undefined || !allowed.includes(found))
    return refuse(`${name} does not match its extension: it contains ${found ?? 'something unknown'}.`)
  return allowed[0]
}
