import { type SpanKind, type SpanOptions, setTracer } from '@assay/db'

/** Whether the standard variables ask for traces. */
export const wantsTraces = (env: NodeJS.ProcessEnv): boolean =>
  env['OTEL_SDK_DISABLED'] !== 'true' &&
  env['OTEL_TRACES_EXPORTER'] !== 'none' &&
  Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])

/**
 * Sends spans by OTLP over HTTP as the standard OTEL_* variables say, which the library reads itself: endpoint, headers,
 * sampler, batches, resource attributes. Nothing of it is loaded where `wantsTraces` is false. Resolves to what sends the rest
 * and stops.
 */
export const openTracing = async (service: string, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> => {
  if (!wantsTraces(env)) return async () => {}
  const [api, { BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const provider = new NodeTracerProvider({
    resource: resources
      .defaultResource()
      .merge(
        resources.resourceFromAttributes({ 'service.name': env['OTEL_SERVICE_NAME'] ?? `assay-${service}` }),
      )
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  provider.register()
  const tracer = provider.getTracer('assay')
  const kinds: Record<SpanKind, number> = {
    internal: api.SpanKind.INTERNAL,
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
  }
  const contextOf = ({ parent }: SpanOptions) =>
    parent === undefined
      ? api.context.active()
      : api.propagation.extract(api.ROOT_CONTEXT, { traceparent: parent })
  setTracer({
    span: (name, options, work) =>
      tracer.startActiveSpan(
        name,
        { kind: kinds[options.kind ?? 'internal'], attributes: options.attributes ?? {} },
        contextOf(options),
        async (span) => {
          try {
            return await work()
          } catch (error) {
            // Its code alone: a message may quote what a caller sent.
            const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
            span.setStatus({ code: api.SpanStatusCode.ERROR, message: code })
            throw error
          } finally {
            span.end()
          }
        },
      ),
    traceparent: () => {
      const carrier: { traceparent?: string } = {}
      api.propagation.inject(api.context.active(), carrier)
      return carrier.traceparent ?? null
    },
  })
  return async () => {
    setTracer(null)
    await provider.shutdown()
  }
}
