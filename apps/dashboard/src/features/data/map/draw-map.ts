import type { RowMap } from '@assay/datasets/schema'
import { onScreen, type Point, type View } from './plane.ts'

export type Drawing = {
  map: RowMap
  colours: readonly string[]
  isShown: (place: number) => boolean
  selected: ReadonlySet<number>
  view: View
  line: readonly Point[] | null
}

/** Paints the whole canvas anew, sharp on any screen. */
export const drawMap = (
  canvas: HTMLCanvasElement,
  { map, colours, isShown, selected, view, line }: Drawing,
): void => {
  const context = canvas.getContext('2d')
  if (!context) return
  const density = window.devicePixelRatio || 1
  const [width, height] = [canvas.clientWidth, canvas.clientHeight]
  if (canvas.width !== width * density || canvas.height !== height * density) {
    canvas.width = width * density
    canvas.height = height * density
  }
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, width, height)
  const ink = getComputedStyle(canvas).color
  const radius = Math.max(2, Math.min(5, 2 + Math.log2(view.scale * 2)))
  const chosen: Point[] = []
  context.globalAlpha = 0.75
  for (let place = 0; place < map.rows.length; place++) {
    if (!isShown(place)) continue
    const { x, y } = onScreen(view, map.x[place] ?? 0, map.y[place] ?? 0)
    if (x < -9 || y < -9 || x > width + 9 || y > height + 9) continue
    context.fillStyle = colours[map.label[place] ?? -1] ?? 'oklch(0.65 0 0)'
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.fill()
    if (selected.has(map.rows[place] ?? -1)) chosen.push({ x, y })
  }
  context.globalAlpha = 1
  context.strokeStyle = ink
  context.lineWidth = 1.5
  for (const { x, y } of chosen) {
    context.beginPath()
    context.arc(x, y, radius + 2, 0, 2 * Math.PI)
    context.stroke()
  }
  const [first, ...more] = line ?? []
  if (!first) return
  context.setLineDash([5, 4])
  context.beginPath()
  context.moveTo(first.x, first.y)
  for (const { x, y } of more) context.lineTo(x, y)
  context.closePath()
  context.stroke()
  context.globalAlpha = 0.06
  context.fillStyle = ink
  context.fill()
  context.globalAlpha = 1
  context.setLineDash([])
}
