const drawn = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'fill-opacity',
  'font-size',
  'font-family',
] as const
const scale = 2
const padding = 20

/** The drawing with the page's own styles written into it: alone it would know none of them. */
const standalone = (svg: SVGSVGElement): SVGSVGElement => {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = svg.querySelectorAll('*')
  copy.querySelectorAll('*').forEach((element, at) => {
    const original = originals[at]
    if (!original) return
    const style = getComputedStyle(original)
    for (const name of drawn) element.setAttribute(name, style.getPropertyValue(name))
    element.removeAttribute('class')
    element.removeAttribute('style')
  })
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return copy
}

const load = async (svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> => {
  const copy = standalone(svg)
  // The last name on an axis may reach over the edge.
  copy.setAttribute('viewBox', `${-padding} 0 ${width + 2 * padding} ${height}`)
  copy.setAttribute('width', String(width + 2 * padding))
  copy.setAttribute('height', String(height))
  const url = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }),
  )
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return image
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Colours may be written as `var(--name)`. */
const resolved = (colour: string): string => {
  const [, name] = /var\((--[\w-]+)\)/.exec(colour) ?? []
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : colour
}

/**
 * A chart as a PNG of twice its size on the screen, with its title and legend, in the colours of the page.
 * Throws where the browser cannot draw it.
 */
export const drawFigure = async (
  svg: SVGSVGElement,
  about: { title: string; legend: readonly { name: string; colour: string }[] },
): Promise<Blob> => {
  const { width, height } = svg.getBoundingClientRect()
  const image = await load(svg, width, height)
  const top = padding + 24 + (about.legend.length > 1 ? 22 : 0)
  const canvas = document.createElement('canvas')
  canvas.width = (width + 2 * padding) * scale
  canvas.height = (height + top + padding) * scale
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser cannot create the image. Save the CSV instead.')
  pen.scale(scale, scale)
  pen.fillStyle = resolved('var(--surface)') || '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  const font = getComputedStyle(document.body).fontFamily
  pen.fillStyle = resolved('var(--ink)')
  pen.font = `600 14px ${font}`
  pen.fillText(about.title, padding, padding + 12)
  if (about.legend.length > 1) {
    let left = padding
    pen.font = `12px ${font}`
    for (const { name, colour } of about.legend) {
      pen.fillStyle = resolved(colour)
      pen.fillRect(left, padding + 28, 14, 3)
      pen.fillStyle = resolved('var(--soft)')
      pen.fillText(name, left + 20, padding + 34)
      left += 36 + pen.measureText(name).width
    }
  }
  pen.drawImage(image, 0, top, width + 2 * padding, height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error('This browser cannot create the image. Save the CSV instead.')),
    ),
  )
}
