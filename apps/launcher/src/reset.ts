import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findServerProcess } from '@assay/db/embedded'
import { HomeInUse, holdHome, locateHome } from './home.ts'
import { readSettings } from './settings.ts'

const home = locateHome(readSettings(process.env).homeFolder)
try {
  await holdHome(home)
} catch (error) {
  if (!(error instanceof HomeInUse)) throw error
  console.error(error.message)
  process.exit(1)
}
// The cluster may lie elsewhere, where the database's user could not enter the folder; and a database that
// outlived its launcher still writes to it.
const elsewhere = await readFile(join(home.postgres, 'location'), 'utf8').catch(() => null)
const dataFolder = elsewhere ?? join(home.postgres, 'data')
const server = await findServerProcess(dataFolder)
await server?.stop()
if (elsewhere) await rm(dirname(elsewhere), { recursive: true, force: true })
await rm(home.root, { recursive: true, force: true })
console.log(`Deleted ${home.root}. The next npm start begins from scratch.`)
