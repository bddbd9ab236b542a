import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Target = {
  name: string
  url: string
  headers: Record<string, string>
  /** Sent in turn. */
  bodies: string[]
}
export type Load = { perSecond: number; p50Ms: number; p99Ms: number; failures: number }

/** wrk in closed loop; a script makes it send every body in turn and print what we read. */
const script = (target: Target): string => `
local bodies = {${target.bodies.map((body) => `[===[${body}]===]`).join(',')}}
local i = 0
wrk.method = "POST"
${Object.entries(target.headers)
  .map(([name, value]) => `wrk.headers["${name}"] = "${value}"`)
  .join('\n')}
request = function()
  i = i % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[i])
end
done = function(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print(string.format("RESULT %f %f %f %d", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad))
end
`

export const hasWrk = (): boolean => {
  try {
    execFileSync('wrk', ['-v'], { stdio: 'ignore' })
    return true
  } catch (error) {
    // wrk -v prints its version and exits with 1.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

export const applyLoad = (
  target: Target,
  options: { connections: number; seconds: number; folder: string },
): Promise<Load> =>
  new Promise((resolve, reject) => {
    const file = join(options.folder, 'load.lua')
    writeFileSync(file, script(target))
    const child = spawn('wrk', [
      '-t1',
      `-c${options.connections}`,
      `-d${options.seconds}s`,
      '--latency',
      '-s',
      file,
      target.url,
    ])
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    child.once('error', reject)
    child.once('close', () => {
      const found = /RESULT ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(output)
      if (!found) return reject(new Error(`wrk said:\n${output}`))
      const [perSecond = 0, p50Ms = 0, p99Ms = 0, failures = 0] = found.slice(1).map(Number)
      resolve({ perSecond, p50Ms, p99Ms, failures })
    })
  })
