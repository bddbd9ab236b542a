import { zipSync } from 'fflate'
import { openRandom, type Random } from '../random.ts'
import { drawGround } from './grounds.ts'
import { packedAt } from './packed-at.ts'
import { productShapes } from './product-shapes.ts'

const side = 96

const draw = (random: Random, product: string): string => {
  const hue = Math.round(random.between(0, 360))
  const colourful = Math.round(random.between(8, 75))
  const lightness = Math.round(random.between(25, 78))
  const colour = `hsl(${hue} ${colourful}% ${lightness}%)`
  const dark = `hsl(${hue} ${colourful}% ${Math.max(8, lightness - 20)}%)`
  const accent = `hsl(${Math.round(random.between(0, 360))} 50% ${Math.round(random.between(25, 85))}%)`
  const size = random.between(0.5, 1.05)
  const squeeze = random.between(0.85, 1.15)
  const shift = () => random.between(-12, 12).toFixed(1)
  const mirror = random.next() < 0.5 ? -1 : 1
  const turned = random.between(-24, 24).toFixed(1)
  const place = `translate(${shift()} ${shift()}) rotate(${turned} 50 50) translate(50 50) scale(${(mirror * size * squeeze).toFixed(2)} ${size.toFixed(2)}) translate(-50 -50)`
  const shape = random.pick(productShapes[product] ?? [])
  const shadow = `<ellipse cx="${(50 + random.between(-6, 6)).toFixed(1)}" cy="86" rx="${(34 * size).toFixed(1)}" ry="5" fill="#000" opacity="${random.between(0.05, 0.25).toFixed(2)}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 100 100">${drawGround(random)}${shadow}<g transform="${place}">${shape?.({ colour, dark, accent }) ?? ''}</g></svg>`
}

/** As a hurried photographer takes it: not always sharp, too dark or too bright, and with grain. */
const render = async (random: Random, svg: string): Promise<Uint8Array> => {
  // Only who draws loads it.
  const { default: sharp } = await import('sharp')
  const brightness = random.between(0.65, 1.25)
  const saturation = random.between(0.5, 1.2)
  const blur = random.next() < 0.3 ? random.between(0.4, 1.6) : 0
  const grain = random.between(0, 14)
  const drawn = sharp(Buffer.from(svg)).removeAlpha().modulate({ brightness, saturation })
  const { data, info } = await (blur > 0 ? drawn.blur(blur) : drawn)
    .raw()
    .toBuffer({ resolveWithObject: true })
  for (let i = 0; i < data.length; i++) {
    const value = (data[i] ?? 0) + grain * (random.next() + random.next() - 1)
    data[i] = Math.max(0, Math.min(255, Math.round(value)))
  }
  const { width, height, channels } = info
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels } }).jpeg({ quality: 78 }).toBuffer(),
  )
}

/** One drawn product as a JPEG file. */
export const makePicture = (product: string, seed: number): Promise<Uint8Array> => {
  const random = openRandom(seed)
  return render(random, draw(random, product))
}

/** Drawn products as a ZIP with a folder for each. */
export const makePictures = async (each: number, seed: number): Promise<Uint8Array> => {
  const random = openRandom(seed)
  const files: Record<string, Uint8Array> = {}
  for (const product of Object.keys(productShapes))
    for (let number = 1; number <= each; number++)
      files[`${product}/${product}-${number}.jpg`] = await render(random, draw(random, product))
  return zipSync(files, { level: 0, mtime: packedAt })
}
