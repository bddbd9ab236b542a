import { describe, expect, it } from 'vitest'
import { readPicture, shrunk } from './read-picture.ts'

describe('a picture for the playground', () => {
  it('is sent as it is where it is small enough', async () => {
    expect(await readPicture(new File([Uint8Array.of(1, 2, 3)], 'a.png'))).toEqual({ b64: 'AQID' })
  })

  it('is drawn no larger than a thousand pixels along its longer side, and of the same shape', () => {
    expect(shrunk({ width: 4096, height: 2048 })).toEqual({ width: 1024, height: 512 })
    expect(shrunk({ width: 300, height: 400 })).toEqual({ width: 300, height: 400 })
    expect(shrunk({ width: 1, height: 90_000 })).toEqual({ width: 1, height: 1024 })
  })
})
