import { z } from 'zod'

const schema = z.object({
  DATABASE_URL: z.string().min(1),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  PUBLIC_URL: z.url().optional(),
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
  /** Signs sessions. */
  AUTH_SECRET: z.string().min(32),
  /** What API and workers show each other. */
  INTERNAL_TOKEN: z.string().min(32),
  STRIPE_SECRET_KEY: z.string().min(1),
  STRIPE_WEBHOOK_SECRET: z.string().min(1),
  /** The local Stripe's address; absent: Stripe itself. */
  STRIPE_API_BASE: z.url().optional(),
  DASHBOARD_FOLDER: z.string().optional(),
  /** Addresses or CIDR ranges whose X-Forwarded-For is believed, comma-separated; absent: nobody's. */
  TRUSTED_PROXIES: z.string().min(1).optional(),
  /** How long a deleted workspace or account can be taken back. */
  DELETION_WAIT_DAYS: z.coerce.number().min(0).max(365).default(14),
  /** `on`: webhooks may go to this machine; for development alone. */
  WEBHOOKS_TO_LOOPBACK: z.enum(['on', 'off']).default('off'),
  /** Where Prometheus reads `/metrics`; absent: nobody counts. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  /** What Prometheus shows as a bearer token; needed where METRICS_HOST is not this machine's own. */
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export type Env = Omit<z.output<typeof schema>, 'PUBLIC_URL'> & { PUBLIC_URL: string }

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
  if (!read.success)
    throw new Error(`Missing or invalid environment variables:\n${describeIssues(read.error, variables)}`)
  const { PUBLIC_URL, ...env } = read.data
  return { ...env, PUBLIC_URL: (PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, '') }
}
