import type { RowMap } from '@assay/datasets/schema'
import { Maximize, Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { drawMap } from './draw-map.ts'
import { type Point, placeNear, placesWithin, type View, wholeView, zoomAt } from './plane.ts'

const reach = 9
const stillPixels = 4
const keySteps: Record<string, readonly [number, number]> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, 60],
  ArrowDown: [0, -60],
}

type Hold = { from: Point; view: View; moved: boolean; line: Point[] | null }

/** The rows as dots: wheel and buttons come nearer, dragging moves the map or draws a line around rows. */
export function MapCanvas({
  map,
  colours,
  isShown,
  selected,
  draws,
  onHover,
  onOpen,
  onCatch,
}: {
  map: RowMap
  /** By label. */
  colours: readonly string[]
  isShown: (place: number) => boolean
  selected: ReadonlySet<number>
  /** Dragging draws a line around rows instead of moving the map. */
  draws: boolean
  onHover: (place: number | null, at: Point) => void
  onOpen: (row: number) => void
  onCatch: (rows: number[]) => void
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [view, setView] = useState<View | null>(null)
  const [line, setLine] = useState<readonly Point[] | null>(null)
  const hold = useRef<Hold | null>(null)
  const whole = wholeView(size.width, size.height)
  const shown = view ?? whole
  const middle = { x: size.width / 2, y: size.height / 2 }
  const zoom = (factor: number, at: Point = middle) =>
    setView((now) => zoomAt(now ?? whole, at, factor, whole))
  const zoomBy = useRef(zoom)
  zoomBy.current = zoom

  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    // React's own wheel handlers may not keep the page from scrolling.
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      const box = element.getBoundingClientRect()
      const at = { x: event.clientX - box.left, y: event.clientY - box.top }
      zoomBy.current(Math.exp(-event.deltaY / 300), at)
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => {
      observer.disconnect()
      element.removeEventListener('wheel', wheel)
    }
  }, [])

  useEffect(() => {
    if (canvas.current && size.width > 0)
      drawMap(canvas.current, { map, colours, isShown, selected, view: shown, line })
  })

  const pointOf = (event: PointerEvent<HTMLCanvasElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const from = pointOf(event)
    hold.current = { from, view: shown, moved: false, line: draws || event.shiftKey ? [from] : null }
  }
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const at = pointOf(event)
    const held = hold.current
    if (!held) return onHover(placeNear(map, shown, at, reach, isShown), at)
    if (Math.hypot(at.x - held.from.x, at.y - held.from.y) > stillPixels) held.moved = true
    if (!held.moved) return
    if (held.line) {
      held.line.push(at)
      setLine([...held.line])
    } else
      setView({
        ...held.view,
        left: held.view.left + at.x - held.from.x,
        top: held.view.top + at.y - held.from.y,
      })
  }
  const up = (event: PointerEvent<HTMLCanvasElement>) => {
    const held = hold.current
    hold.current = null
    setLine(null)
    if (!held) return
    if (held.moved && held.line)
      onCatch(placesWithin(map, shown, held.line, isShown).map((place) => map.rows[place] ?? 0))
    if (held.moved) return
    const place = placeNear(map, shown, pointOf(event), reach, isShown)
    if (place !== null) onOpen(map.rows[place] ?? 0)
  }
  const key = (event: KeyboardEvent) => {
    const step = keySteps[event.key]
    if (step) setView({ ...shown, left: shown.left + step[0], top: shown.top + step[1] })
    else if (event.key === '+') zoom(1.4)
    else if (event.key === '-') zoom(1 / 1.4)
    else if (event.key === '0') setView(null)
    else return
    event.preventDefault()
  }
  return (
    <div className="relative h-[min(66vh,44rem)]">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label="Map of the rows; the table below describes it"
        data-testid="row-map"
        className={`size-full touch-none ${draws ? 'cursor-crosshair' : 'cursor-grab active:cursor-grabbing'}`}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={() => {
          hold.current = null
          setLine(null)
        }}
        onPointerLeave={() => onHover(null, middle)}
        onKeyDown={key}
      />
      <div className="absolute right-3 bottom-3 grid gap-1">
        <Button size="iconSm" aria-label="Zoom in" onClick={() => zoom(1.6)}>
          <Plus />
        </Button>
        <Button size="iconSm" aria-label="Zoom out" onClick={() => zoom(1 / 1.6)}>
          <Minus />
        </Button>
        <Button size="iconSm" aria-label="Show all" onClick={() => setView(null)}>
          <Maximize />
        </Button>
      </div>
    </div>
  )
}
