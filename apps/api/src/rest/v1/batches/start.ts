import type { IncomingMessage } from 'node:http'
import { startBatch, startFileBatch } from '@assay/services/batch'
import { refuseNul, type WorkspaceCtx } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'
import type { BatchView } from '@assay/services/views'
import { z } from 'zod'
import { isFile, readJson } from '../../read-json.ts'

const topK = z.int().min(1).max(10_000).optional()
const settings = {
  deployment: z.string().max(64),
  text_column: z.string().min(1).max(200).optional(),
}
const overVersion = z.strictObject({ ...settings, top_k: topK, dataset_version: z.string().max(64) })
const overFile = z.strictObject({
  ...settings,
  top_k: z.preprocess((value) => (value === undefined ? value : Number(value)), topK),
  name: z.string().max(1024),
})

const readKey = (request: IncomingMessage): string | undefined => {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && key.length >= 1 && key.length <= 255) return key
  throw new AssayError('invalid_request', 'Idempotency-Key must have 1 to 255 characters.', {
    param: 'Idempotency-Key',
  })
}

/** JSON names a dataset version; any other body is a file, with the settings in the address. */
export const startAsAsked = async (
  ctx: WorkspaceCtx,
  request: IncomingMessage,
  query: Record<string, unknown>,
): Promise<BatchView> => {
  const idempotencyKey = readKey(request)
  const asked = isFile(request) || 'name' in query ? overFile.parse(query) : null
  const body = asked ?? overVersion.parse((await readJson(request)).value)
  refuseNul(body)
  const common = {
    deploymentId: body.deployment,
    ...(body.text_column !== undefined && { textColumn: body.text_column }),
    ...(body.top_k !== undefined && { topK: body.top_k }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  }
  return 'name' in body
    ? startFileBatch(ctx, { ...common, fileName: body.name }, request)
    : startBatch(ctx, { ...common, datasetVersionId: body.dataset_version })
}
