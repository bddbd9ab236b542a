import { errorCodes } from '@assay/services/errors'
import { answers } from '../errors.ts'

export const json = (schema: object, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
})
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
export const query = (name: string, schema: object, description: string) => ({
  name,
  in: 'query',
  schema,
  description,
})
export const failure = (description: string) => ({ description, ...json(ref('Error')) })

/** The codes possible with a status, appended to the description of an error. */
const codesOf = (status: number): string => {
  const codes = errorCodes.filter((code) => answers[code].status === status)
  return codes.length === 0 ? '' : ` Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`
}

/** What any endpoint may answer with on failure, by status. */
export const failures = {
  400: failure(`The input is invalid. \`param\` says where.${codesOf(400)}`),
  401: failure(`The API key is missing, malformed, unknown or revoked.${codesOf(401)}`),
  402: failure(
    `A usage or spending limit is reached. It can be the usage included in the plan (\`quota_exceeded\`), the spend cap of the workspace or of this key, prepaid credits, or the end user’s monthly limit.${codesOf(402)}`,
  ),
  403: failure(
    `The key does not allow this request. Its scope, IP addresses or page origins rule it out, or the end user is blocked.${codesOf(403)}`,
  ),
  404: failure(`No such deployment in the key’s workspace.${codesOf(404)}`),
  408: failure(`The request body did not arrive in time.${codesOf(408)}`),
  409: failure(`The first request with this Idempotency-Key is still in progress.${codesOf(409)}`),
  413: failure(`The request body is too large.${codesOf(413)}`),
  415: failure(`The body is neither uncompressed JSON nor a readable image or audio file.${codesOf(415)}`),
  422: failure(
    `The file cannot be decoded, or the Idempotency-Key was already used with a different body.${codesOf(422)}`,
  ),
  429: failure(`Rate limit exceeded. See \`Retry-After\`.${codesOf(429)}`),
  503: failure(`No worker could answer in time. See \`Retry-After\`.${codesOf(503)}`),
}
