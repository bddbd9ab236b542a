// Loaded into the API before it starts: the first SIGUSR2 begins a CPU profile, the second one writes it.
const { Session } = require('node:inspector')
const { writeFileSync } = require('node:fs')

if (process.argv[1]?.endsWith('apps/api/dist/server.js')) {
  const session = new Session()
  session.connect()
  let running = false
  process.on('SIGUSR2', () => {
    running = !running
    if (running) {
      session.post('Profiler.enable')
      session.post('Profiler.setSamplingInterval', { interval: 250 })
      session.post('Profiler.start')
    } else
      session.post('Profiler.stop', (error, result) => {
        if (!error) writeFileSync(process.env.ASSAY_PROFILE, JSON.stringify(result.profile))
      })
  })
}
