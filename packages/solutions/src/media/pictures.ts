import { zipSync } from 'fflate'
import { openRandom, type Random } from '../random.ts'
import { packedAt } from './packed-at.ts'

const side = 96

/** Outlines in a square of 100 by 100, filled with the product's colour; `dark` is a shade of it. */
const products: Record<string, (colour: string, dark: string) => string> = {
  mug: (colour, dark) =>
    `<path d="M70 40h10a11 11 0 0 1 0 30H70" fill="none" stroke="${dark}" stroke-width="6"/><path d="M26 28h46v40a12 12 0 0 1-12 12H38a12 12 0 0 1-12-12z" fill="${colour}"/><ellipse cx="49" cy="28" rx="23" ry="5" fill="${dark}"/>`,
  't-shirt': (colour, dark) =>
    `<path d="M36 20 14 32l8 18 10-5v37h36V45l10 5 8-18-22-12a14 10 0 0 1-28 0z" fill="${colour}"/><path d="M36 20a14 10 0 0 0 28 0" fill="none" stroke="${dark}" stroke-width="3"/>`,
  shoe: (colour, dark) =>
    `<path d="M14 42l16 4q6 6 12-6l10 0q10 16 30 20 8 2 8 12H14z" fill="${colour}"/><rect x="12" y="70" width="78" height="7" rx="3" fill="${dark}"/><path d="M44 46l8-3m-4 9 8-4m-2 9 8-5" stroke="${dark}" stroke-width="2.5"/>`,
  bag: (colour, dark) =>
    `<path d="M36 40V30a14 14 0 0 1 28 0v10" fill="none" stroke="${dark}" stroke-width="5"/><path d="M20 38h60l6 46H14z" fill="${colour}"/><rect x="42" y="48" width="16" height="10" rx="2" fill="${dark}"/>`,
  lamp: (colour, dark) =>
    `<path d="M36 18h28l14 32H22z" fill="${colour}"/><rect x="47" y="50" width="6" height="30" fill="${dark}"/><ellipse cx="50" cy="82" rx="18" ry="5" fill="${dark}"/>`,
}

const draw = (random: Random, product: string): string => {
  const hue = Math.round(random.between(0, 360))
  const lightness = Math.round(random.between(35, 65))
  const colour = `hsl(${hue} 60% ${lightness}%)`
  const dark = `hsl(${hue} 55% ${lightness - 18}%)`
  const ground = Math.round(random.between(78, 97))
  const size = random.between(0.7, 1)
  const shift = () => random.between(-8, 8).toFixed(1)
  const mirror = random.next() < 0.5 ? -1 : 1
  const place = `translate(${shift()} ${shift()}) rotate(${random.between(-14, 14).toFixed(1)} 50 50) translate(50 50) scale(${(mirror * size).toFixed(2)} ${size.toFixed(2)}) translate(-50 -50)`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 100 100"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="hsl(${(hue + 180) % 360} 12% ${ground}%)"/><stop offset="1" stop-color="hsl(${(hue + 180) % 360} 14% ${ground - 16}%)"/></linearGradient></defs><rect width="100" height="100" fill="url(#g)"/><ellipse cx="50" cy="86" rx="30" ry="5" fill="#000" opacity=".14"/><g transform="${place}">${products[product]?.(colour, dark) ?? ''}</g></svg>`
}

const render = async (svg: string): Promise<Uint8Array> => {
  // Only who draws loads it.
  const { default: sharp } = await import('sharp')
  return new Uint8Array(await sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer())
}

/** One drawn product as a JPEG file. */
export const makePicture = (product: string, seed: number): Promise<Uint8Array> =>
  render(draw(openRandom(seed), product))

/** Drawn products as a ZIP with a folder for each. */
export const makePictures = async (each: number, seed: number): Promise<Uint8Array> => {
  const random = openRandom(seed)
  const files: Record<string, Uint8Array> = {}
  for (const product of Object.keys(products))
    for (let number = 1; number <= each; number++)
      files[`${product}/${product}-${number}.jpg`] = await render(draw(random, product))
  return zipSync(files, { level: 0, mtime: packedAt })
}
