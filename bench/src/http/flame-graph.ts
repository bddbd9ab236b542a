/** What V8's profiler writes. */
export type CpuProfile = {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number }
    children?: number[]
  }[]
  samples: number[]
  timeDeltas: number[]
}

type Frame = { name: string; own: number; total: number; children: Map<string, Frame> }

const width = 1_200
const rowHeight = 16
/** Narrower frames are left out. */
const leastWidth = 1.5
const idle = '(idle)'

const nameOf = ({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string => {
  const short = url.split('/').slice(-2).join('/')
  const place =
    url.startsWith('node:') && !short.startsWith('node:')
      ? `node:${short}`
      : short
          .replace(/^node:/, 'node:')
          .split('/')
          .slice(-2)
          .join('/')
  return place === '' ? functionName : `${functionName || 'anonymous'} ${place}:${lineNumber + 1}`
}

/** Equal stacks put together, without the time in which nothing was to be done. */
const gather = (profile: CpuProfile): { root: Frame; idleShare: number } => {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  )
  const root: Frame = { name: 'the API under load', own: 0, total: 0, children: new Map() }
  let idleTime = 0
  for (const [i, id] of profile.samples.entries()) {
    const time = profile.timeDeltas[i] ?? 0
    const stack: string[] = []
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const node = byId.get(at)
      if (node && parents.has(at)) stack.unshift(nameOf(node.callFrame))
    }
    if (stack[0] === idle) {
      idleTime += time
      continue
    }
    let frame = root
    root.total += time
    for (const name of stack) {
      let child = frame.children.get(name)
      if (!child) {
        child = { name, own: 0, total: 0, children: new Map() }
        frame.children.set(name, child)
      }
      child.total += time
      frame = child
    }
    frame.own += time
  }
  return { root, idleShare: idleTime / (idleTime + root.total || 1) }
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Our own code stands out from Node's and from libraries. */
const colourOf = (name: string): string =>
  name.includes('node:') || name.startsWith('(')
    ? '#c9d3dc'
    : name.includes('dist/server.js')
      ? '#f0a35e'
      : '#9cc3a5'

/** A flame graph (Gregg, "The Flame Graph", 2016) as SVG: a frame is as wide as its share of the busy time. */
export const drawFlameGraph = (profile: CpuProfile): string => {
  const { root, idleShare } = gather(profile)
  const shapes: string[] = []
  let depth = 0
  const draw = (frame: Frame, x: number, level: number): void => {
    const wide = (frame.total / root.total) * width
    if (wide < leastWidth) return
    depth = Math.max(depth, level)
    const label = frame.name.slice(0, Math.floor(wide / 6.2))
    const share = ((100 * frame.total) / root.total).toFixed(1)
    shapes.push(
      `<g><title>${escapeXml(frame.name)}: ${share} %</title><rect x="${x.toFixed(1)}" y="${level * rowHeight}" width="${(wide - 0.4).toFixed(1)}" height="${rowHeight - 1}" fill="${colourOf(frame.name)}"/>` +
        (label.length > 2
          ? `<text x="${(x + 2).toFixed(1)}" y="${level * rowHeight + 11}">${escapeXml(label)}</text>`
          : '') +
        '</g>',
    )
    let at = x
    for (const child of [...frame.children.values()].sort((a, b) => b.total - a.total)) {
      draw(child, at, level + 1)
      at += (child.total / root.total) * width
    }
  }
  draw({ ...root, name: `${root.name} (idle ${(100 * idleShare).toFixed(0)} % of the time)` }, 0, 0)
  const height = (depth + 1) * rowHeight
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="10"><rect width="${width}" height="${height}" fill="#fff"/>${shapes.join('\n')}</svg>\n`
}
