import { z } from 'zod'

export const uploadId = z.strictObject({ id: z.string().max(64) })
export type UploadId = z.input<typeof uploadId>
