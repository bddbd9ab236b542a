import { html, Markup } from './html.ts'

const style = `
:root{color-scheme:light dark;--bg:#f6f8fb;--card:#fff;--ink:#1a1f36;--soft:#5b6478;--line:#dfe3eb;--accent:#4f46e5;--accent-ink:#fff;--bad:#b42318;--bad-bg:#fef3f2;--good:#067647;--good-bg:#ecfdf3;--side:#1e1b4b;--side-ink:#fff;--side-soft:#c7c9f0}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--card:#161b26;--ink:#e8ebf2;--soft:#9aa4b8;--line:#2a3242;--accent:#7c74ff;--accent-ink:#0b0b16;--bad:#ff9d92;--bad-bg:#3a1613;--good:#6ee7a8;--good-bg:#0d2b1c;--side:#14122e;--side-ink:#f3f3ff;--side-soft:#a9abdb}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
a{color:var(--accent)}
h1,h2,h3{line-height:1.2;margin:0 0 .5rem}h1{font-size:1.5rem}h2{font-size:1.05rem;margin-top:2rem}
.muted{color:var(--soft)}.small{font-size:.85rem}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.badge{display:inline-block;padding:.1rem .5rem;border-radius:999px;font-size:.78rem;background:var(--line)}
.badge.good{background:var(--good-bg);color:var(--good)}.badge.bad{background:var(--bad-bg);color:var(--bad)}
.test{display:inline-block;background:#ffde9e;color:#6b3d00;border-radius:4px;padding:.05rem .45rem;font-size:.72rem;font-weight:700;letter-spacing:.04em}
button,.button{display:inline-flex;justify-content:center;align-items:center;border:1px solid var(--line);background:var(--card);color:var(--ink);border-radius:8px;padding:.5rem .9rem;font:inherit;font-weight:600;white-space:nowrap;cursor:pointer;text-decoration:none}
button.primary{background:var(--accent);color:var(--accent-ink);border-color:var(--accent);width:100%;padding:.8rem;font-size:1rem}
button:hover{filter:brightness(1.06)}:focus-visible{outline:3px solid color-mix(in srgb,var(--accent) 55%,transparent);outline-offset:2px}
label{display:block;font-size:.85rem;font-weight:600;margin:0 0 .3rem}
input,select{width:100%;font:inherit;padding:.65rem .75rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.field{margin-bottom:1rem}.row{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}
.error{background:var(--bad-bg);color:var(--bad);border-radius:8px;padding:.7rem .9rem;margin-bottom:1rem}
.note{background:var(--good-bg);color:var(--good);border-radius:8px;padding:.7rem .9rem;margin-bottom:1rem}
.checkout{display:grid;grid-template-columns:1fr 1fr;min-height:100vh}
.summary{background:var(--side);color:var(--side-ink);padding:clamp(1.25rem,5vw,4rem);display:flex;justify-content:flex-end}
.summary a{color:var(--side-soft)}.summary .muted{color:var(--side-soft)}
.pay{padding:clamp(1.25rem,5vw,4rem);background:var(--card)}.inner{width:100%;max-width:26rem}
.price{font-size:2.2rem;font-weight:700;letter-spacing:-.02em;margin:.25rem 0 1.25rem}.price small{font-size:.95rem;font-weight:400;letter-spacing:0}
.item{display:flex;justify-content:space-between;gap:1rem;padding:.85rem 0;border-top:1px solid color-mix(in srgb,currentColor 18%,transparent)}
.item.card{flex-wrap:wrap}
.wrap{max-width:70rem;margin:0 auto;padding:1.25rem}.panel{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.25rem;margin-bottom:1rem}
.scroll{overflow-x:auto}table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.5rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}th{font-size:.78rem;color:var(--soft);font-weight:600}
.actions{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem}.actions form,.actions label{margin:0}.actions select{width:auto;max-width:100%}code{font-size:.85em;overflow-wrap:anywhere}
dialog{border:0;border-radius:14px;padding:1.5rem;max-width:24rem;width:calc(100% - 2rem);background:var(--card);color:var(--ink)}dialog::backdrop{background:#0009}.veil{position:fixed;inset:0;background:#0009;display:grid;place-items:center}.veil dialog{position:static}
@media(max-width:760px){.checkout{display:block;min-height:0}.summary{justify-content:center}.summary .inner,.pay .inner{max-width:none}.pay .inner{margin:0 auto}.price{font-size:1.8rem}th,td{padding:.45rem .4rem}}
@media print{.actions{display:none}}
`

/** A whole page; no asset comes from elsewhere. */
export function page(title: string, body: Markup, script?: { nonce: string; text: string }): string {
  const code =
    script === undefined ? null : new Markup(`<script nonce="${script.nonce}">${script.text}</script>`)
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>${new Markup(style)}</style>`
  return `<!doctype html>${html`<html lang="en"><head>${head}</head><body>${body}${code}</body></html>`.text}`
}

export function badge(status: string): Markup {
  const good = ['active', 'paid', 'ready', 'complete', 'delivered', 'trialing', 'succeeded'].includes(status)
  const bad = ['past_due', 'unpaid', 'canceled', 'abandoned', 'internal_failure', 'void'].includes(status)
  return html`<span class="badge ${good ? 'good' : bad ? 'bad' : ''}">${status.replaceAll('_', ' ')}</span>`
}

/** A page with one message, for ends and errors. */
export function messagePage(title: string, text: string): string {
  return page(
    title,
    html`<main class="wrap"><div class="panel" data-testid="message"><h1>${title}</h1><p>${text}</p></div></main>`,
  )
}
