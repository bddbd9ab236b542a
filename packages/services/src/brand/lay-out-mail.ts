import { speakerOf } from '@assay/i18n/server'
import type { Mail } from '../core/ports.ts'
import { paletteOf } from './colour.ts'
import type { BrandSettings } from './settings.ts'

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const address = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g

const linked = (text: string, colour: string): string =>
  escapeHtml(text).replace(
    address,
    (url) => `<a class="link" style="color:${colour}" href="${url}">${url}</a>`,
  )

const lone = new RegExp(`^${address.source}$`)

/** A line that is an address alone is what the mail asks to be done: a button. */
const paragraph = (text: string, accent: ReturnType<typeof paletteOf>, open: string): string => {
  const url = text.trim()
  if (lone.test(url))
    return `<p style="margin:24px 0"><a class="button" style="display:inline-block;padding:10px 18px;border-radius:8px;background:${accent.accent};color:${accent.onAccent};font-weight:600;text-decoration:none" href="${escapeHtml(url)}">${escapeHtml(open)}</a></p><p class="faint" style="margin:0 0 16px;color:#6b6b76;font-size:13px;word-break:break-all">${linked(url, accent.ink)}</p>`
  return `<p style="margin:0 0 16px;white-space:pre-line">${linked(text, accent.ink)}</p>`
}

type LaidOut = Mail & { html: string; fromName: string }

/**
 * Every mail that leaves the house: as text, and the same under the brand for whoever's program shows HTML. `mail` is
 * in the language already; what is put around it follows.
 */
export const layOutMail = (
  brand: BrandSettings,
  publicUrl: string,
  mail: Mail,
  spoken: string | null,
): LaidOut => {
  const { say, language } = speakerOf(spoken)
  const light = paletteOf(brand.accent.light, 'light')
  const dark = paletteOf(brand.accent.dark, 'dark')
  const home = brand.publicUrl ?? publicUrl
  const help =
    brand.supportEmail === '' ? [] : [say('Questions? Write to {email}.', { email: brand.supportEmail })]
  const foot = [`${brand.name} · ${home}`, ...help, ...(brand.footer === '' ? [] : [brand.footer])]
  const logo = brand.logo.light ?? brand.logo.dark
  const head =
    logo === null
      ? `<span style="font-size:18px;font-weight:650">${escapeHtml(brand.name)}</span>`
      : `<img src="${escapeHtml(home)}/brand/${logo}.png" alt="${escapeHtml(brand.name)}" height="32" style="height:32px;display:block;border:0">`
  const body = mail.text
    .trim()
    .split(/\n{2,}/)
    .map((text) => paragraph(text, light, say('Open the page')))
    .join('\n')
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(mail.subject)}</title>
<style>@media (prefers-color-scheme:dark){body,.page{background:#0c0c0f!important}.card{background:#131317!important;border-color:#26262d!important}.card,.head{color:#f2f2f4!important}.faint{color:#92929e!important}.link{color:${dark.ink}!important}.button{background:${dark.accent}!important;color:${dark.onAccent}!important}}</style></head>
<body style="margin:0;background:#fafafb"><table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#fafafb"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="width:100%;max-width:560px;font:15px/1.55 system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif">
<tr><td class="head" style="padding:0 4px 20px;color:#18181b">${head}</td></tr>
<tr><td class="card" style="padding:28px;background:#ffffff;border:1px solid #e6e6ea;border-radius:12px;color:#18181b">
<h1 style="margin:0 0 16px;font-size:18px;line-height:1.35">${escapeHtml(mail.subject)}</h1>
${body}</td></tr>
<tr><td class="faint" style="padding:20px 4px;color:#6b6b76;font-size:13px">${foot.map((line) => linked(line, light.ink)).join('<br>')}</td></tr>
</table></td></tr></table></body></html>`
  return {
    ...mail,
    text: `${mail.text.trim()}\n\n-- \n${foot.join('\n')}\n`,
    html,
    fromName: brand.senderName || brand.name,
  }
}
