import type { ArchiveFile } from '../archive/open-archive.ts'

export type Found = ArchiveFile | 'missing' | 'ambiguous'

const uuid = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/i

/** Finds the file that a manifest means: by its path from the manifest, from the root, or by the part of it that is here. */
export class FileFinder {
  private readonly byPath = new Map<string, ArchiveFile>()
  private readonly byName = new Map<string, ArchiveFile[]>()
  private readonly byStem = new Map<string, ArchiveFile[]>()
  private readonly byId = new Map<string, ArchiveFile[]>()

  constructor(files: readonly ArchiveFile[]) {
    for (const file of files) {
      const path = fold(file.path)
      const name = path.split('/').at(-1) ?? path
      this.byPath.set(path, file)
      add(this.byName, name, file)
      add(this.byStem, name.replace(/\.[^.]*$/, ''), file)
      const id = uuid.exec(name)?.[0]
      if (id) add(this.byId, id, file)
    }
  }

  /** `folder`: the manifest's own, empty or with a slash at its end. */
  find(given: string, folder: string): Found {
    const path = fold(plainPath(given))
    if (path === '') return 'missing'
    const exact = this.byPath.get(resolve(fold(folder) + path)) ?? this.byPath.get(resolve(path))
    if (exact) return exact
    const name = path.split('/').at(-1) ?? path
    const id = uuid.exec(name)?.[0]
    const candidates =
      this.byName.get(name) ?? this.byStem.get(name) ?? (id ? this.byId.get(id) : undefined) ?? []
    return nearest(candidates, path)
  }
}

/** Of several files with the name, the one whose folders agree the furthest. */
function nearest(candidates: readonly ArchiveFile[], path: string): Found {
  const wanted = path.split('/').toReversed().slice(1)
  const agreement = (file: ArchiveFile) => {
    const folders = fold(file.path).split('/').toReversed().slice(1)
    const differs = wanted.findIndex((part, at) => part !== folders[at])
    return differs < 0 ? wanted.length : differs
  }
  const ranked = candidates
    .map((file) => ({ file, agrees: agreement(file) }))
    .sort((a, b) => b.agrees - a.agrees)
  const [best, second] = ranked
  if (!best) return 'missing'
  return second && second.agrees === best.agrees ? 'ambiguous' : best.file
}

/** An address or a path of another system as a path with slashes. */
function plainPath(given: string): string {
  const path = given
    .trim()
    .replaceAll('\\', '/')
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, '')
    .replace(/^[a-z]:\//i, '')
  return path.replace(/^(\.?\/)+/, '')
}

function resolve(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

const fold = (text: string): string => text.normalize('NFC').toLowerCase()

function add(index: Map<string, ArchiveFile[]>, key: string, file: ArchiveFile): void {
  const files = index.get(key)
  if (files) files.push(file)
  else index.set(key, [file])
}
