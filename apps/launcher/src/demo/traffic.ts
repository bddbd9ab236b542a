/** What a call sends, who sent it, and what is right, where somebody said so afterwards. */
type DemoCall = { endUser: string; inputs: unknown[]; right: string[] }

const callers = ['anna@shop.example', 'mail-gateway', 'support-desk', 'archive-import']
/** As people call: most send one, some a handful, a few whole pages. */
const sizes = [1, 1, 2, 1, 5, 1, 12, 3, 1, 40]

/** A file has its labels one after the other; nobody calls in that order. */
const mix = <T>(rows: readonly T[]): T[] =>
  rows
    .map((row, at) => ({ row, order: (at * 7919) % 1009 }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ row }) => row)

/** Cuts labelled rows into calls of such sizes; every row is sent once. */
export const asCalls = (rows: readonly { input: unknown; label: string }[]): DemoCall[] => {
  const mixed = mix(rows)
  const calls: DemoCall[] = []
  for (let at = 0; at < mixed.length; ) {
    const size = sizes[calls.length % sizes.length] ?? 1
    const part = mixed.slice(at, at + size)
    calls.push({
      endUser: callers[calls.length % callers.length] ?? 'anna@shop.example',
      inputs: part.map(({ input }) => input),
      right: part.map(({ label }) => label),
    })
    at += size
  }
  return calls
}

const post = async (url: string, key: string, body: unknown): Promise<unknown> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** Calls a deployment as a customer's server does, and says of the first input of each call what was right. */
export const callDeployment = async (
  api: { url: string; key: string },
  deploymentId: string,
  calls: readonly DemoCall[],
): Promise<void> => {
  for (const { endUser, inputs, right } of calls) {
    const body = { inputs, end_user: endUser }
    // Answered by the product itself, whose OpenAPI document says so.
    const { id } = (await post(`${api.url}/v1/predict/${deploymentId}`, api.key, body)) as { id: string }
    const said = { prediction_id: `${id}-0`, label: right[0], end_user: endUser }
    await post(`${api.url}/v1/feedback`, api.key, said)
  }
}
