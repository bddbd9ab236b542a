import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'

/** Of a picture a quarter as large on each side, the share of dots that may look otherwise. */
const mostShare = 0.01
/** Of 255 on one of the three colours: less is how letters are smoothed. */
const leastStep = 48

/** Set, the pictures are taken anew instead of being compared. */
const retake = process.env['UPDATE_SCREENS'] === '1'

const differing = async (browser: Browser, kept: Buffer, taken: Buffer): Promise<number> => {
  const page = await browser.newPage()
  try {
    return await page.evaluate(
      async ({ pictures, step }) => {
        const draw = async (base64: string) => {
          const image = new Image()
          image.src = `data:image/png;base64,${base64}`
          await image.decode()
          const canvas = document.createElement('canvas')
          canvas.width = Math.round(image.width / 4)
          canvas.height = Math.round(image.height / 4)
          const pen = canvas.getContext('2d')
          if (!pen) throw new Error('No canvas')
          pen.imageSmoothingQuality = 'high'
          pen.drawImage(image, 0, 0, canvas.width, canvas.height)
          return pen.getImageData(0, 0, canvas.width, canvas.height)
        }
        const [a, b] = [await draw(pictures[0] ?? ''), await draw(pictures[1] ?? '')]
        if (a.width !== b.width || a.height !== b.height) return 1
        let count = 0
        for (let at = 0; at < a.data.length; at += 4)
          if ([0, 1, 2].some((one) => Math.abs((a.data[at + one] ?? 0) - (b.data[at + one] ?? 0)) > step))
            count++
        return count / (a.width * a.height)
      },
      { pictures: [kept.toString('base64'), taken.toString('base64')], step: leastStep },
    )
  } finally {
    await page.close()
  }
}

/** What the page looks like beside how it is kept in `screens/`; null where it looks as it should. */
export const compareScreen = async (browser: Browser, page: Page, name: string): Promise<string | null> => {
  const file = fileURLToPath(new URL(`../screens/${name}.png`, import.meta.url))
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  if (retake || !existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, taken)
    return retake ? null : `${name}: there was no picture; it was taken. Look at it and keep it.`
  }
  const share = await differing(browser, readFileSync(file), taken)
  if (share <= mostShare) return null
  const other = file.replace(/\.png$/, '.new.png')
  writeFileSync(other, taken)
  return `${name}: ${(share * 100).toFixed(1)} % looks otherwise, see ${other}. UPDATE_SCREENS=1 keeps the new look.`
}
