import { refuseNul } from '@assay/services/core'
import type { Door } from '../../door.ts'
import { nativeFailure } from '../../errors.ts'
import { readProof } from '../../proof.ts'
import { readJson } from '../../read-json.ts'

/** `POST /v1/feedback`: what is right about a prediction. Said again, the last word holds. */
export const feedback: Door = {
  open: (path) =>
    path === '/v1/feedback'
      ? {
          method: 'POST',
          handle: async (gateway, request) => {
            const receipt = await gateway.giveFeedback(readProof(request), async () => {
              const { value } = await readJson(request)
              refuseNul(value)
              return value
            })
            return JSON.stringify(receipt)
          },
        }
      : null,
  fail: nativeFailure,
}
