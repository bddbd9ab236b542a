import { availableParallelism } from 'node:os'
import { backendNameSchema } from '@assay/ml-core/schema'
import { z } from 'zod'

const schema = z.object({
  DATABASE_URL: z.string().min(1),
  /** A folder, or `s3://bucket/prefix` with AWS's own variables. */
  OBJECT_STORE_URL: z.string().min(1),
  /** Another server that speaks S3, such as MinIO. */
  S3_ENDPOINT: z.url().optional(),
  /** `on`: browsers send uploads straight to the bucket, whose CORS rules then have to allow it. */
  S3_DIRECT_UPLOADS: z.enum(['on', 'off']).default('off'),
  /** Under which browsers reach S3_ENDPOINT, where that is another address. */
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  /** Where copies of S3's objects are kept on this machine, and up to how much. */
  STORE_CACHE_FOLDER: z.string().min(1).optional(),
  STORE_CACHE_MB: z.coerce.number().int().min(0).default(4096),
  /** For files in the making; emptied at will. */
  SCRATCH_FOLDER: z.string().min(1),
  INTERNAL_TOKEN: z.string().min(32),
  /** Where the predict server listens; 0 picks a free port. */
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  WORKER_HOST: z.string().default('127.0.0.1'),
  /** How the API reaches this worker, where that is not WORKER_HOST. */
  WORKER_ADVERTISED_HOST: z.string().optional(),
  /** Hosted models beyond this are put out, the longest unused first. */
  MODEL_MEMORY_MB: z.coerce.number().int().min(64).default(2048),
  /** A hosted model that nobody called for so long is put out; the next call wakes it. */
  MODEL_IDLE_MINUTES: z.coerce.number().min(1).default(60),
  TRAINING_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(Math.max(1, Math.floor(availableParallelism() / 2))),
  /** For nets, where a run does not name one; left out, the fastest that works. */
  TRAINING_BACKEND: backendNameSchema.optional(),
  PUBLIC_URL: z.url(),
  /** `smtp://user:password@host:587`, with the sender's address; absent: mails are lines of MAIL_FILE. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).optional(),
  MAIL_FILE: z.string().min(1).optional(),
  STRIPE_SECRET_KEY: z.string().min(1),
  STRIPE_WEBHOOK_SECRET: z.string().min(1),
  STRIPE_API_BASE: z.url().optional(),
  /** `on`: webhooks may go to this machine; for development alone. */
  WEBHOOKS_TO_LOOPBACK: z.enum(['on', 'off']).default('off'),
  /** Where Prometheus reads `/metrics`; absent: nobody counts. */
  WORKER_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  /** What Prometheus shows as a bearer token; needed where METRICS_HOST is not this machine's own. */
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export type Env = z.output<typeof schema>

const describeIssues = (error: z.ZodError, variables: NodeJS.ProcessEnv): string =>
  error.issues
    .map(({ path, message }) => {
      const name = path.join('.')
      return `  ${name}: ${variables[name] === undefined ? 'not set' : message}`
    })
    .join('\n')

/** Reads and checks the environment once; a missing or malformed variable ends the start with its name. */
export const readEnv = (variables: NodeJS.ProcessEnv): Env => {
  const read = schema.safeParse(variables)
  if (read.success) return read.data
  throw new Error(`Missing or invalid environment variables:\n${describeIssues(read.error, variables)}`)
}
