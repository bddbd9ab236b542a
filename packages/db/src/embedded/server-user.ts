import { readFile } from 'node:fs/promises'

export type ServerUser = { uid: number; gid: number } | null

/**
 * PostgreSQL refuses to run as root: as root it runs as the user `postgres` or `nobody`, whichever exists.
 * Null: run as whoever we are.
 */
export const findServerUser = async (): Promise<ServerUser> => {
  if (process.getuid?.() !== 0) return null
  const passwd = await readFile('/etc/passwd', 'utf8')
  for (const name of ['postgres', 'nobody']) {
    const line = passwd.split('\n').find((entry) => entry.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error(
    'PostgreSQL cannot run as root, and there is no user "postgres" or "nobody" to run it. Start Assay as a regular user, or set DATABASE_URL.',
  )
}
