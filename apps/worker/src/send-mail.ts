import { speakerOf } from '@assay/i18n/server'
import { languageOf } from '@assay/services/account'
import { layOutMail, readBrand } from '@assay/services/brand'
import type { Mailer, Services } from '@assay/services/core'

/** What is listed is looked up without its mark. */
const sayLine = (line: string, said: (text: string) => string): string =>
  line.startsWith('- ') ? `- ${said(line.slice(2))}` : said(line)

/** A mail in the language of whoever gets it, line by line, under the brand. */
export const sendMail = async (
  services: Services,
  mailer: Mailer,
  mail: Parameters<Mailer['send']>[0],
): Promise<void> => {
  const { language, said } = speakerOf(await languageOf(services, mail.to))
  const spoken = {
    ...mail,
    subject: said(mail.subject),
    text: mail.text
      .split('\n')
      .map((line) => sayLine(line, said))
      .join('\n'),
  }
  await mailer.send(layOutMail(await readBrand(services), services.publicUrl, spoken, language))
}
