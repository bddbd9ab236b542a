/** A refusal of the dashboard's door. */
export class TrpcRefusal extends Error {
  readonly status: number
  /** `unauthenticated`, `not_found`, …; empty where the door itself refused. */
  readonly code: string
  readonly param: string | null
  constructor(path: string, status: number, code: string, param: string | null, message: string) {
    super(`${path} answered ${status} ${code}: ${message}`)
    this.status = status
    this.code = code
    this.param = param
  }
}

export type Account = { name: string; email: string; password: string }

/** A person at the dashboard: cookies, tRPC calls and uploads. */
export type Client = {
  url: string
  signUp(account: Account): Promise<void>
  signIn(account: Pick<Account, 'email' | 'password'>): Promise<Response>
  signOut(): Promise<Response>
  cookie(): string
  headers(): Record<string, string>
  query<T = unknown>(path: string, input?: unknown): Promise<T>
  mutate<T = unknown>(path: string, input?: unknown): Promise<T>
  upload(
    datasetId: string,
    query: string,
    body: BodyInit,
    headers?: Record<string, string>,
  ): Promise<Response>
  enter(workspaceId: string): void
}

type Envelope = {
  result?: { data?: { json: unknown } }
  error?: { json: { message: string; data: { assay: { code: string; param: string | null } | null } } }
}

export const openClient = (url: string): Client => {
  let cookie = ''
  let workspaceId = ''
  const headers = () => ({
    ...(cookie ? { cookie } : {}),
    ...(workspaceId ? { 'x-workspace-id': workspaceId } : {}),
  })
  const keepCookies = (response: Response) => {
    const set = response.headers.getSetCookie().map((entry) => entry.split(';')[0] ?? '')
    if (set.length > 0) cookie = set.filter((entry) => !entry.endsWith('=')).join('; ')
  }
  const auth = (path: string, body: unknown): Promise<Response> =>
    fetch(`${url}/api/auth/${path}`, {
      method: 'POST',
      headers: { ...headers(), 'content-type': 'application/json', origin: url },
      body: JSON.stringify(body),
    })
  // Inputs here are plain JSON, so superjson's envelope is just `json`.
  const unwrap = async <T>(path: string, response: Response): Promise<T> => {
    const envelope = (await response.json()) as Envelope
    if (envelope.error) {
      const { message, data } = envelope.error.json
      throw new TrpcRefusal(path, response.status, data.assay?.code ?? '', data.assay?.param ?? null, message)
    }
    // Each caller names what the procedure answers.
    return envelope.result?.data?.json as T
  }
  return {
    url,
    signUp: async (account) => {
      const response = await auth('sign-up/email', account)
      if (!response.ok) throw new Error(`Sign-up answered ${response.status}: ${await response.text()}`)
      keepCookies(response)
    },
    signIn: async (account) => {
      const response = await auth('sign-in/email', account)
      if (response.ok) keepCookies(response)
      return response
    },
    signOut: () => auth('sign-out', {}),
    cookie: () => cookie,
    headers,
    query: async (path, input) => {
      const search =
        input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`
      return unwrap(path, await fetch(`${url}/trpc/${path}${search}`, { headers: headers() }))
    },
    mutate: async (path, input) =>
      unwrap(
        path,
        await fetch(`${url}/trpc/${path}`, {
          method: 'POST',
          headers: { ...headers(), 'content-type': 'application/json' },
          body: JSON.stringify({ json: input }),
        }),
      ),
    upload: (datasetId, query, body, extra = {}) =>
      fetch(`${url}/v1/datasets/${datasetId}/uploads?${query}`, {
        method: 'PUT',
        headers: { ...headers(), 'content-type': 'application/octet-stream', ...extra },
        body,
      }),
    enter: (id) => {
      workspaceId = id
    },
  }
}
