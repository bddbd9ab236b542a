import { expect, test } from 'vitest'
import { openMetrics } from './open-metrics.ts'
import { serveMetrics } from './serve-metrics.ts'

test('counts are read by whoever shows the token, and one part that fails leaves the rest', async () => {
  const metrics = openMetrics('worker')
  metrics.group('light', 12, 0.004, 'answered')
  metrics.job('mail.send', 'failed', 2)
  metrics.gauge('assay_models', 'Loaded models.', () => 3)
  metrics.gauges('assay_queue_waiting', 'Waiting jobs.', 'job', async () => {
    throw new Error('the database is away')
  })
  const served = await serveMetrics(metrics, { host: '127.0.0.1', port: 0, token: 'secret' })
  const read = (token: string) =>
    fetch(`http://127.0.0.1:${served.port}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  expect((await read('guess')).status).toBe(401)
  const text = await (await read('secret')).text()
  served.close()
  expect(text).toContain('assay_group_inputs_sum{service="worker",host="light"} 12')
  expect(text).toContain('assay_job_seconds_count{service="worker",job="mail.send",outcome="failed"} 1')
  expect(text).toContain('assay_models{service="worker"} 3')
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds/m)
})

test('metrics are never open to a network without a token', async () => {
  const open = serveMetrics(openMetrics('api'), { host: '0.0.0.0', port: 0, token: undefined })
  await expect(open).rejects.toThrow('METRICS_TOKEN')
})
