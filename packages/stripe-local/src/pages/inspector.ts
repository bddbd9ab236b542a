import { present } from '../engine/present.ts'
import { mergeFaults, noFaults } from '../faults.ts'
import { invalid, missing } from '../http/errors.ts'
import { html } from './html.ts'
import { page } from './layout.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

/** One object as the API would answer it, with the events about it. */
async function object({ work, id }: PageCall): Promise<PageAnswer> {
  const found = await work.findAny(id)
  if (found === undefined) throw missing('object', id)
  const text = JSON.stringify(await present(work, found), null, 2)
  const rows = await work.sql<{ id: string; type: string }[]>`
    select id, data->>'type' as type from objects
    where type = 'event' and account = ${work.account} and data->'data'->'object'->>'id' = ${id}
    order by seq desc limit 50`
  const body = html`<main class="wrap"><p><a href="/?account=${work.account}">← Console</a> <span class="test">TEST MODE</span></p>
<h1>${found.object}</h1><p><code>${id}</code></p>
<section class="panel"><pre data-testid="json" style="overflow-x:auto;margin:0">${text}</pre></section>
<section class="panel"><h2 style="margin-top:0">Events</h2>${rows.length === 0 ? html`<p class="muted">No events.</p>` : rows.map((row) => html`<div><a href="/console/objects/${row.id}">${row.type}</a></div>`)}</section></main>`
  return { html: page(id, body) }
}

/** Sets the switches that the form names; unchecked ones are off. */
async function faults({ params, runtime }: PageCall): Promise<PageAnswer> {
  const change = Object.entries(noFaults).map(([name, value]) => {
    if (typeof value === 'boolean') return [name, params.string(name) === 'on']
    return [name, typeof value === 'number' ? (params.int(name, 0) ?? 0) : (params.string(name) ?? '')]
  })
  const problem = mergeFaults(runtime.faults, Object.fromEntries(change))
  if (problem !== null) throw invalid(problem)
  return { redirect: '/#faults' }
}

export const inspectorPages: PageRoute[] = [
  { method: 'GET', path: '/console/objects/:id', run: object },
  { method: 'POST', path: '/console/faults', run: faults },
]
