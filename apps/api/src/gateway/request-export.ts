import { type IncomingMessage, request } from 'node:http'
import type { Services } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'
import type { ExportOrder } from '@assay/services/model'
import { listLiveWorkers } from '@assay/services/worker'

/** The largest forests take some seconds to pack. */
const patienceMs = 120_000

const call = (url: string, token: string, body: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${url}/export`,
      {
        method: 'POST',
        timeout: patienceMs,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      resolve,
    )
    sent.once('timeout', () => sent.destroy(new Error('timed out')))
    sent.once('error', reject)
    sent.end(body)
  })

const readText = async (response: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return text
}

/** The archive as a stream, packed by whichever worker has time. */
export const requestExport = async (
  services: Services,
  internalToken: string,
  order: ExportOrder,
): Promise<IncomingMessage> => {
  const { fileName, ...asked } = order
  const body = JSON.stringify(asked)
  for (const { url } of await listLiveWorkers(services)) {
    const response = await call(url, internalToken, body).catch(() => null)
    if (response?.statusCode === 200) return response
    if (response?.statusCode === 422) throw new AssayError('invalid_request', await readText(response))
    const failure = response && (await readText(response))
    if (response && response.statusCode !== 503)
      throw new AssayError('artifact_corrupt', 'This model version could not be exported.', {
        cause: failure,
      })
  }
  throw new AssayError('overloaded', 'The workers are busy with other exports. Try again shortly.', {
    retryAfterSeconds: 3,
  })
}
