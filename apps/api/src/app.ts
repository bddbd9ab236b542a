import { createServer } from 'node:http'
import { newId } from '@assay/db'
import type { ChangeFeed, Log, Metrics } from '@assay/infra'
import type { Services } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'
import helmet from '@fastify/helmet'
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import fastify, { type FastifyInstance } from 'fastify'
import { checkPassword } from './auth/check-password.ts'
import type { Auth } from './auth/index.ts'
import { registerAuth, toHeaders } from './auth/route.ts'
import type { Gateway } from './gateway/index.ts'
import { registerHealth } from './health.ts'
import { nativeFailure } from './rest/errors.ts'
import { openHotPath } from './rest/hot-path.ts'
import { registerOpenApi } from './rest/openapi/route.ts'
import { registerBatches } from './rest/v1/batches/route.ts'
import { registerExports } from './rest/v1/exports/route.ts'
import { registerLeakedKeys } from './rest/v1/leaked-keys/route.ts'
import { registerRequests } from './rest/v1/requests/route.ts'
import { registerServices } from './rest/v1/services/route.ts'
import { registerUploadPreviews } from './rest/v1/uploads/preview.ts'
import { registerResumableUploads } from './rest/v1/uploads/resumable.ts'
import { registerUploads } from './rest/v1/uploads/route.ts'
import { openBrandCache } from './site/brand-cache.ts'
import { registerPublicPredict } from './site/predict-route.ts'
import { registerSite } from './site/route.ts'
import { registerDashboard } from './static.ts'
import { watchRequests } from './telemetry/watch-requests.ts'
import { type AppRouter, appRouter, type RequestContext } from './trpc/index.ts'
import { registerStripeWebhook } from './webhooks/stripe.ts'
import { registerWidget } from './widget.ts'

export type AppParts = {
  services: Services
  auth: Auth
  gateway: Gateway
  changes: ChangeFeed
  log: Log
  dashboardFolder: string | null
  /** The built widget; absent: there is none to serve. */
  widgetFile?: string
  /** Left out or null: nobody counts. */
  metrics?: Metrics | null
  /** Whether requests are traced. */
  traces?: boolean
  /** Addresses or CIDR ranges whose X-Forwarded-For is believed; empty: nobody's. */
  trustedProxies: string[]
}

/** Cookies go along with any site's requests; the Origin header tells whose page sent them. */
const refuseForeignOrigin = (method: string, origin: string | undefined, host: string | undefined): void => {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || origin === undefined) return
  const from = URL.canParse(origin) ? new URL(origin).host : null
  if (from !== host)
    throw new AssayError('forbidden', 'Requests from pages of another origin are refused.', {
      param: 'origin',
    })
}

const readWorkspaceId = (header: unknown, connectionParams: unknown): string | null => {
  const named =
    typeof header === 'string'
      ? header
      : typeof connectionParams === 'object' && connectionParams !== null && 'workspaceId' in connectionParams
        ? connectionParams.workspaceId
        : null
  return typeof named === 'string' && named.length <= 64 && !named.includes('\0') ? named : null
}

/** The one public server: predictions straight from node:http, everything else through Fastify. */
export const buildApp = async (parts: AppParts): Promise<FastifyInstance> => {
  const { services, auth, gateway, log } = parts
  const hotPath = openHotPath(gateway, log)
  const app = fastify({
    logger: false,
    trustProxy: parts.trustedProxies.length > 0 ? parts.trustedProxies : false,
    genReqId: () => newId('req'),
    bodyLimit: 4 * 1024 ** 2,
    routerOptions: { maxParamLength: 5_000 },
    serverFactory: (handler) =>
      createServer(
        { keepAliveTimeout: 65_000, headersTimeout: 15_000, requestTimeout: 0 },
        watchRequests(
          (request, response) => {
            if (!hotPath(request, response)) handler(request, response)
          },
          { metrics: parts.metrics ?? null, traces: parts.traces ?? false },
        ),
      ),
  })

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'", ...(services.store.direct ? [services.store.direct.origin] : [])],
        fontSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: services.publicUrl.startsWith('https://'),
    crossOriginEmbedderPolicy: false,
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (!request.url.startsWith('/webhooks/'))
      refuseForeignOrigin(request.method, request.headers.origin, request.headers.host)
    // The reference page brings its own scripts inline.
    if (request.url.startsWith('/docs'))
      reply.header(
        'content-security-policy',
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:",
      )
  })
  app.addHook('onResponse', async (request, reply) => {
    log.debug(
      {
        requestId: request.id,
        method: request.method,
        path: request.url.split('?')[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    )
  })
  app.setErrorHandler((error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode
    if (status && status >= 400 && status < 500 && !(error instanceof AssayError)) {
      const message = error instanceof Error ? error.message : 'The request is refused.'
      return reply.status(status).send({
        error: {
          type: 'invalid_request_error',
          code: 'invalid_request',
          message,
          param: null,
          request_id: request.id,
        },
      })
    }
    const failure = nativeFailure(error, request.id)
    if (!failure.expected)
      log.error({ err: error, requestId: request.id, url: request.url.split('?')[0] }, 'request failed')
    return reply.status(failure.status).headers(failure.headers).type('application/json').send(failure.body)
  })

  registerHealth(app, services)
  const brands = openBrandCache(services, parts.changes)
  registerSite(app, services, brands)
  registerPublicPredict(app, services, gateway)
  registerAuth(app, services, auth)
  registerStripeWebhook(app, services)
  registerUploads(app, services, auth, log)
  registerResumableUploads(app, services, auth, log)
  registerUploadPreviews(app, services, auth, log)
  registerLeakedKeys(app, services)
  registerRequests(app, services, auth)
  registerBatches(app, services, auth, log)
  registerExports(app, { services, auth, gateway, log })
  registerServices(app, { services, auth, log })
  await registerOpenApi(app, brands, services.publicUrl)
  if (parts.widgetFile) await registerWidget(app, brands, parts.widgetFile)
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      maxBatchSize: 10,
      createContext: async ({ req, info }): Promise<RequestContext> => ({
        services,
        gateway,
        log,
        changes: parts.changes,
        requestId: req.id,
        address: req.ip,
        user: await auth.findUser(toHeaders(req)),
        checkPassword: (userId, password) => checkPassword(auth, { userId, password, address: req.ip }),
        workspaceId: readWorkspaceId(req.headers['x-workspace-id'], info.connectionParams),
      }),
    } satisfies FastifyTRPCPluginOptions<AppRouter>['trpcOptions'],
  })
  if (parts.dashboardFolder)
    await registerDashboard(app, { folder: parts.dashboardFolder, services, brands, auth })
  return app
}
