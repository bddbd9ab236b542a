import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** Where everything of one installation lies. */
export type Home = {
  root: string
  postgres: string
  objects: string
  scratch: string
  logs: string
  mails: string
  demo: string
}

export const locateHome = (folder: string): Home => {
  const root = resolve(folder)
  return {
    root,
    postgres: join(root, 'postgres'),
    objects: join(root, 'objects'),
    scratch: join(root, 'scratch'),
    logs: join(root, 'logs'),
    mails: join(root, 'mails.jsonl'),
    demo: join(root, 'demo.json'),
  }
}

/** Made at the first start and kept: sessions, internal calls and webhooks stay valid over restarts. */
export type Secrets = { auth: string; internal: string; stripeWebhook: string }

export const readSecrets = async (home: Home): Promise<Secrets> => {
  const file = join(home.root, 'secrets.json')
  const found = await readFile(file, 'utf8').catch(() => null)
  if (found) return JSON.parse(found) as Secrets
  const make = () => randomBytes(32).toString('base64url')
  const secrets = { auth: make(), internal: make(), stripeWebhook: `whsec_${make()}` }
  const handle = await open(file, 'wx', 0o600)
  await handle.writeFile(JSON.stringify(secrets, null, 2))
  await handle.sync()
  await handle.close()
  return secrets
}

const commandLineOf = (pid: number): Promise<string | null> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (line) => line.replaceAll('\0', ' '),
    () => null,
  )

const isLauncher = async (pid: number): Promise<boolean> => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  // Numbers are used again: a stranger's process under ours does not hold the folder.
  const line = await commandLineOf(pid)
  return line === null ? process.platform !== 'linux' : line.includes('launcher')
}

export class HomeInUse extends Error {}

/**
 * The last of those who took the folder over one from another, by process id. A dead process has at most one heir: who
 * links `<file>.after-<its id>`.
 */
const lastHolder = async (file: string): Promise<string | null> => {
  const read = (name: string): Promise<string | null> =>
    readFile(name, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
  let holder = await read(file)
  while (holder !== null && !(await isHeldBy(holder))) {
    const heir: string | null = await read(afterName(file, holder))
    // Its own heir: the id of a dead launcher was given to this process.
    if (heir === null || heir === holder) break
    holder = heir
  }
  return holder
}

const afterName = (file: string, holder: string): string => `${file}.after-${holder || 'nobody'}`

const isHeldBy = async (holder: string): Promise<boolean> => {
  const pid = Number(holder)
  return pid > 0 && pid !== process.pid && (await isLauncher(pid))
}

/** Once the folder is held, no claim to inherit it is valid any more. */
const removeClaims = async (home: Home): Promise<void> => {
  for (const name of await readdir(home.root))
    if (name.startsWith('launcher.pid.after-')) await rm(join(home.root, name), { force: true })
}

/** Takes the folder for this process, or throws `HomeInUse`. A file left by a dead launcher is taken over. */
export const holdHome = async (home: Home): Promise<{ release(): Promise<void> }> => {
  await mkdir(home.root, { recursive: true })
  await mkdir(home.logs, { recursive: true })
  const file = join(home.root, 'launcher.pid')
  const own = `${file}.${process.pid}`
  const id = String(process.pid)
  await writeFile(own, id)
  // A link appears with its content: nobody ever reads an empty file of a launcher that is starting.
  const claim = (name: string): Promise<boolean> =>
    link(own, name).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false
        throw error
      },
    )
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      const held = await claim(file)
      if (!held) {
        const holder = await lastHolder(file)
        if (holder === null) continue
        if (await isHeldBy(holder))
          throw new HomeInUse(
            `Assay is already running in ${home.root} (process ${holder}). Stop it first, or set ASSAY_HOME to another folder.`,
          )
        const heir = afterName(file, holder)
        if (!(await claim(heir))) continue
        // Whoever inherits must still be reached from the file: another may have replaced it meanwhile.
        if ((await lastHolder(file)) !== id) {
          await rm(heir, { force: true })
          continue
        }
        await rename(own, file)
      }
      await removeClaims(home)
      return { release: () => rm(file, { force: true }) }
    }
    throw new HomeInUse(`Another Assay is starting in ${home.root} right now. Try again in a moment.`)
  } finally {
    await rm(own, { force: true })
  }
}
