import type { DatasetProfile } from '../schema/index.ts'
import type { StagedClip, StagedClips } from './stage-clips.ts'
import type { StagedImage, StagedImages } from './stage-images.ts'

/** The part of a profile that only pictures have. */
export function profileImages(
  images: readonly StagedImage[],
  { shape, grey }: Pick<StagedImages, 'shape' | 'grey'>,
): Pick<DatasetProfile, 'kind' | 'image'> {
  const byArea = images.toSorted((a, b) => a.width * a.height - b.width * b.height || a.width - b.width)
  const show = (image: StagedImage | undefined) => (image ? `${image.width} × ${image.height}` : '')
  return {
    kind: 'image',
    image: {
      width: shape.width,
      height: shape.height,
      channels: grey ? 1 : 3,
      originals: {
        smallest: show(byArea[0]),
        largest: show(byArea.at(-1)),
        sizes: new Set(images.map(show)).size,
      },
    },
  }
}

/** The part of a profile that only sounds have. */
export function profileClips(
  clips: readonly StagedClip[],
  { shape }: Pick<StagedClips, 'shape'>,
): Pick<DatasetProfile, 'kind' | 'audio'> {
  const byLength = clips.map(({ seconds }) => seconds).toSorted((a, b) => a - b)
  return {
    kind: 'audio',
    audio: {
      rate: shape.rate,
      originals: {
        shortestSeconds: byLength[0] ?? 0,
        longestSeconds: byLength.at(-1) ?? 0,
        totalSeconds: byLength.reduce((total, seconds) => total + seconds, 0),
        rates: new Set(clips.map(({ rate }) => rate)).size,
      },
    },
  }
}
