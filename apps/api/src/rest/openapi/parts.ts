export const json = (schema: object, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
})
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
export const failure = (description: string) => ({ description, ...json(ref('Error')) })

/** What any door may refuse, by status. */
export const failures = {
  400: failure('The input is refused; `param` names the place.'),
  401: failure('No key, or one that is malformed, unknown or revoked.'),
  402: failure(
    'Nothing more may be spent; the code says of what: `quota_exceeded` (what the plan includes), `spend_cap_reached` (the workspace’s cap), `key_spend_cap_reached` (the cap of this key), `credits_exhausted` (prepaid credits), `end_user_limit` (what the end user may use this month).',
  ),
  403: failure(
    'The key may not be used so (its scope, its addresses, the origins of its pages), or the end user is blocked.',
  ),
  404: failure('No such deployment in the workspace of the key.'),
  408: failure('The body did not arrive in time.'),
  409: failure('The first request with this Idempotency-Key is still being answered.'),
  413: failure('The body is too large.'),
  415: failure('The body is neither uncompressed JSON nor an image or a sound that can be read.'),
  422: failure('A file that cannot be decoded, or an Idempotency-Key used with another body.'),
  429: failure('Over the rate of the plan; see Retry-After.'),
  503: failure('No worker could answer in time; see Retry-After.'),
}
