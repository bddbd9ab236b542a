import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Mailer } from '@assay/services/core'

/** Where no mail server is set: mails become lines of a file that a developer can read. */
export const openFileMailer = (file: string): Mailer => ({
  send: async (mail) => {
    await mkdir(dirname(file), { recursive: true })
    await appendFile(file, `${JSON.stringify({ at: new Date().toISOString(), ...mail })}\n`)
  },
})
