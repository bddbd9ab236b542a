import { AsyncLocalStorage } from 'node:async_hooks'

export type SpanKind = 'internal' | 'server' | 'client'
export type SpanOptions = {
  kind?: SpanKind
  attributes?: Record<string, string | number | boolean>
  /** W3C traceparent of the span that this one belongs to; left out, the one that is active. */
  parent?: string | undefined
}

/** What a tracer does; set by the process that wants traces. */
export type Tracer = {
  span<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T>
  /** The active span as a W3C traceparent; null where there is none. */
  traceparent(): string | null
}

let tracer: Tracer | null = null

export const setTracer = (next: Tracer | null): void => {
  tracer = next
}

/** Does `work` within a span, where somebody traces; otherwise just does it. */
export const traced = <T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> =>
  tracer === null ? work() : tracer.span(name, options, work)

export const traceparent = (): string | null => tracer?.traceparent() ?? null

/** Lets later work belong to the span that is active now; null where nobody traces. */
export const holdTrace = (): (<T>(work: () => T) => T) | null =>
  tracer === null ? null : AsyncLocalStorage.snapshot()
