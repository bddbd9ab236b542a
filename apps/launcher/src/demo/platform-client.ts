/** A person at the dashboard, as far as the demo needs one: cookies, tRPC calls and uploads. */
export type PlatformClient = {
  signUp(person: { name: string; email: string; password: string }): Promise<void>
  query<T>(path: string, input?: unknown): Promise<T>
  mutate<T>(path: string, input?: unknown): Promise<T>
  upload(datasetId: string, fileName: string, body: string): Promise<{ id: string }>
  enter(workspaceId: string): void
}

const readAnswer = async <T>(response: Response): Promise<T> => {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text) as T
}

export const openPlatformClient = (baseUrl: string): PlatformClient => {
  let cookie = ''
  let workspaceId = ''
  const headers = () => ({
    'content-type': 'application/json',
    ...(cookie ? { cookie } : {}),
    ...(workspaceId ? { 'x-workspace-id': workspaceId } : {}),
  })
  // The inputs and answers here are plain JSON, so superjson's envelope is just `json`.
  const unwrap = async <T>(response: Response): Promise<T> =>
    (await readAnswer<{ result: { data: { json: T } } }>(response)).result.data.json
  return {
    signUp: async (person) => {
      const response = await fetch(`${baseUrl}/api/auth/sign-up/email`, {
        method: 'POST',
        headers: headers(),
        body: JSON.stringify(person),
      })
      await readAnswer(response)
      cookie = response.headers
        .getSetCookie()
        .map((entry) => entry.split(';')[0])
        .join('; ')
    },
    query: async (path, input) => {
      const search =
        input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`
      return unwrap(await fetch(`${baseUrl}/trpc/${path}${search}`, { headers: headers() }))
    },
    mutate: async (path, input) =>
      unwrap(
        await fetch(`${baseUrl}/trpc/${path}`, {
          method: 'POST',
          headers: headers(),
          body: JSON.stringify({ json: input }),
        }),
      ),
    upload: async (datasetId, fileName, body) => {
      const response = await fetch(
        `${baseUrl}/v1/datasets/${datasetId}/uploads?name=${encodeURIComponent(fileName)}`,
        { method: 'PUT', headers: { ...headers(), 'content-type': 'text/csv' }, body },
      )
      return (await readAnswer<{ dataset_version: { id: string } }>(response)).dataset_version
    },
    enter: (id) => {
      workspaceId = id
    },
  }
}
