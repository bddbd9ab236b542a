/** Markup that is safe to send: everything interpolated into `html` is escaped unless it is markup itself. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | null | undefined | false | Markup | Markup[]

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char)

export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const text = strings.reduce((all, string, index) => all + string + show(parts[index]), '')
  return new Markup(text)
}

function show(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Markup) return part.text
  if (Array.isArray(part)) return part.map(({ text }) => text).join('')
  return escapeText(String(part))
}
