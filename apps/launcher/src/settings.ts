import { createServer } from 'node:net'

export type Settings = {
  homeFolder: string
  port: number
  host: string
  publicUrl: string
  databaseUrl: string | null
  objectStoreUrl: string | null
  stripe: { secretKey: string; webhookSecret: string } | null
  withDemo: boolean
}

export const readSettings = (env: NodeJS.ProcessEnv): Settings => {
  const port = Number(env['PORT'] ?? 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT must be a number from 1 to 65535, not ${JSON.stringify(env['PORT'])}.`)
  const secretKey = env['STRIPE_SECRET_KEY']
  const webhookSecret = env['STRIPE_WEBHOOK_SECRET']
  if (secretKey && !webhookSecret)
    throw new Error(
      'STRIPE_SECRET_KEY is set, but STRIPE_WEBHOOK_SECRET is not. Set both, or webhooks cannot be verified.',
    )
  return {
    homeFolder: env['ASSAY_HOME'] ?? '.assay',
    port,
    host: env['HOST'] ?? '0.0.0.0',
    publicUrl: (env['PUBLIC_URL'] ?? `http://localhost:${port}`).replace(/\/$/, ''),
    databaseUrl: env['DATABASE_URL'] ?? null,
    objectStoreUrl: env['OBJECT_STORE_URL'] ?? null,
    stripe: secretKey && webhookSecret ? { secretKey, webhookSecret } : null,
    withDemo: !['0', 'off', 'false', 'no'].includes(env['ASSAY_DEMO'] ?? 'on'),
  }
}

/** Rejects with a remedy where the port is taken, before anything is started. */
export const requireFreePort = (port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is already in use. Choose another one: PORT=${port + 1} npm start`)
          : error,
      ),
    )
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
