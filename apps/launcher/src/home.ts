import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
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

/** Puts away the file that held `seen`, unless another launcher has taken the folder over meanwhile. */
const putAway = async (file: string, seen: string): Promise<void> => {
  const away = `${file}.${process.pid}.old`
  const moved = await rename(file, away).then(
    () => true,
    () => false,
  )
  if (moved && (await readFile(away, 'utf8')) !== seen) await link(away, file).catch(() => {})
  await rm(away, { force: true })
}

/** Takes the folder for this process, or throws `HomeInUse`. A file left by a dead launcher is taken over. */
export const holdHome = async (home: Home): Promise<{ release(): Promise<void> }> => {
  await mkdir(home.root, { recursive: true })
  await mkdir(home.logs, { recursive: true })
  const file = join(home.root, 'launcher.pid')
  const own = `${file}.${process.pid}`
  await writeFile(own, String(process.pid))
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      // A link appears with its content: nobody ever reads an empty file of a launcher that is starting.
      await link(own, file)
      await rm(own)
      return { release: () => rm(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const seen = await readFile(file, 'utf8').catch(() => '')
      const pid = Number(seen)
      if (pid > 0 && pid !== process.pid && (await isLauncher(pid))) {
        await rm(own)
        throw new HomeInUse(
          `Assay is already running on ${home.root} (process ${pid}). Stop it first, or set ASSAY_HOME to another folder.`,
        )
      }
      await putAway(file, seen)
    }
  }
  await rm(own, { force: true })
  throw new HomeInUse(`Another start is taking ${home.root} at this moment.`)
}
