/** How the map's plane (0 … 1000 either way) lies on the screen, in pixels. */
export type View = { scale: number; left: number; top: number }
export type Point = { x: number; y: number }
type Places = { x: readonly number[]; y: readonly number[] }

const margin = 24
const mostZoom = 60

/** All of the plane in the middle of the screen. */
export const wholeView = (width: number, height: number): View => {
  const side = Math.max(1, Math.min(width, height) - 2 * margin)
  return { scale: side / 1000, left: (width - side) / 2, top: (height - side) / 2 }
}

export const onScreen = ({ scale, left, top }: View, x: number, y: number): Point => ({
  x: x * scale + left,
  y: y * scale + top,
})

/** The view nearer or further by `factor`, with what lies under `at` staying there. */
export const zoomAt = (view: View, at: Point, factor: number, whole: View): View => {
  const scale = Math.min(whole.scale * mostZoom, Math.max(whole.scale / 2, view.scale * factor))
  const real = scale / view.scale
  return { scale, left: at.x - (at.x - view.left) * real, top: at.y - (at.y - view.top) * real }
}

/** The place nearest to a point on the screen, within `reach` pixels; null where none is. */
export const placeNear = (
  places: Places,
  view: View,
  at: Point,
  reach: number,
  isShown: (place: number) => boolean,
): number | null => {
  let found: number | null = null
  let best = reach ** 2
  for (let place = 0; place < places.x.length; place++) {
    if (!isShown(place)) continue
    const { x, y } = onScreen(view, places.x[place] ?? 0, places.y[place] ?? 0)
    const gap = (x - at.x) ** 2 + (y - at.y) ** 2
    if (gap <= best) {
      best = gap
      found = place
    }
  }
  return found
}

/** Whether a point lies within a closed line: it crosses it an odd number of times on its way out. */
const isWithin = (line: readonly Point[], { x, y }: Point): boolean => {
  let within = false
  for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
    const [a, b] = [line[i], line[j]]
    if (!a || !b || a.y > y === b.y > y) continue
    if (x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) within = !within
  }
  return within
}

/** The places that a line on the screen goes around. */
export const placesWithin = (
  places: Places,
  view: View,
  line: readonly Point[],
  isShown: (place: number) => boolean,
): number[] =>
  line.length < 3
    ? []
    : places.x.flatMap((x, place) =>
        isShown(place) && isWithin(line, onScreen(view, x, places.y[place] ?? 0)) ? [place] : [],
      )
