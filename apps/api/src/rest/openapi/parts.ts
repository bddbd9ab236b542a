import { errorCodes } from '@assay/services/errors'
import { answers } from '../errors.ts'

export const json = (schema: object, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
})
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
export const failure = (description: string) => ({ description, ...json(ref('Error')) })

/** The codes that a status may carry, as the description of an error ends. */
const codesOf = (status: number): string => {
  const codes = errorCodes.filter((code) => answers[code].status === status)
  return codes.length === 0 ? '' : ` Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`
}

/** What any door may refuse, by status. */
export const failures = {
  400: failure(`The input is refused; \`param\` names the place.${codesOf(400)}`),
  401: failure(`No key, or one that is malformed, unknown or revoked.${codesOf(401)}`),
  402: failure(
    `Nothing more may be spent: of what the plan includes (\`quota_exceeded\`), the workspace’s cap, the cap of this key, prepaid credits, or what the end user may use this month.${codesOf(402)}`,
  ),
  403: failure(
    `The key may not be used so (its scope, its addresses, the origins of its pages), or the end user is blocked.${codesOf(403)}`,
  ),
  404: failure(`No such deployment in the workspace of the key.${codesOf(404)}`),
  408: failure(`The body did not arrive in time.${codesOf(408)}`),
  409: failure(`The first request with this Idempotency-Key is still being answered.${codesOf(409)}`),
  413: failure(`The body is too large.${codesOf(413)}`),
  415: failure(
    `The body is neither uncompressed JSON nor an image or a sound that can be read.${codesOf(415)}`,
  ),
  422: failure(`A file that cannot be decoded, or an Idempotency-Key used with another body.${codesOf(422)}`),
  429: failure(`Over the rate of the plan; see Retry-After.${codesOf(429)}`),
  503: failure(`No worker could answer in time; see Retry-After.${codesOf(503)}`),
}
