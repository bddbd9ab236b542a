import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const inputsBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

/** What a process tells Prometheus; every process has its own registry, and names no tenant. */
export type Metrics = {
  request(route: string, method: string, status: number, seconds: number): void
  prediction(inputs: number, seconds: number, cold: boolean): void
  group(host: 'light' | 'heavy', inputs: number, seconds: number, outcome: 'answered' | 'failed'): void
  modelLoaded(host: 'light' | 'heavy'): void
  job(name: string, outcome: 'done' | 'failed', seconds: number): void
  /** Asks `read` when the metrics are read; a null leaves the gauge out. */
  gauge(name: string, help: string, read: () => number | null | Promise<number | null>): void
  /** Likewise, with a value per label. */
  gauges(
    name: string,
    help: string,
    label: string,
    read: () => Promise<{ of: string; value: number }[]>,
  ): void
  /** The Prometheus text format, and its content type. */
  read(): Promise<{ type: string; text: string }>
}

/** `service`: `api` or `worker`. */
export const openMetrics = (service: string): Metrics => {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  // Memory, processor, event loop lag, garbage collection, open files.
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'assay_http_request_seconds',
    help: 'Requests to the API from their head to the end of their answer.',
    labelNames: ['route', 'method', 'status'],
    buckets: secondsBuckets,
    registers,
  })
  const predictions = new Histogram({
    name: 'assay_prediction_call_seconds',
    help: 'Answered prediction calls, from the key being checked to the durable answer.',
    buckets: secondsBuckets,
    registers,
  })
  const inputs = new Counter({
    name: 'assay_prediction_inputs_total',
    help: 'Inputs of answered prediction calls.',
    registers,
  })
  const colds = new Counter({
    name: 'assay_prediction_cold_starts_total',
    help: 'Answered prediction calls that waited for their model to wake.',
    registers,
  })
  const groups = new Histogram({
    name: 'assay_group_seconds',
    help: 'Groups of inputs that a worker was asked, by host and outcome.',
    labelNames: ['host', 'outcome'],
    buckets: secondsBuckets,
    registers,
  })
  const groupInputs = new Histogram({
    name: 'assay_group_inputs',
    help: 'Inputs of a group that a worker answered.',
    labelNames: ['host'],
    buckets: inputsBuckets,
    registers,
  })
  const loads = new Counter({
    name: 'assay_model_loads_total',
    help: 'Groups that found their model asleep.',
    labelNames: ['host'],
    registers,
  })
  const jobs = new Histogram({
    name: 'assay_job_seconds',
    help: 'Jobs by name and outcome; one that fails is tried again.',
    labelNames: ['job', 'outcome'],
    buckets: [0.01, 0.1, 1, 10, 60, 600, 3_600],
    registers,
  })

  return {
    request: (route, method, status, seconds) =>
      requests.observe({ route, method, status: String(status) }, seconds),
    prediction: (count, seconds, cold) => {
      predictions.observe(seconds)
      inputs.inc(count)
      if (cold) colds.inc()
    },
    group: (host, count, seconds, outcome) => {
      groups.observe({ host, outcome }, seconds)
      if (outcome === 'answered') groupInputs.observe({ host }, count)
    },
    modelLoaded: (host) => loads.inc({ host }),
    job: (job, outcome, seconds) => jobs.observe({ job, outcome }, seconds),
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          // What can't be read now must not take the rest with it.
          const value = await Promise.resolve(read()).catch(() => null)
          if (value === null) this.reset()
          else this.set(value)
        },
      })
    },
    gauges: (name, help, label, read) => {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        async collect() {
          this.reset()
          for (const { of, value } of await read().catch(() => [])) this.set({ [label]: of }, value)
        },
      })
    },
    read: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}
