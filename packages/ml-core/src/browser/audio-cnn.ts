import { SpectrogramPictures } from '../audio/spectrogram-pictures.ts'
import { PlainCnn } from '../images/cnn/plain-cnn.ts'
import { openAudio } from './runtime.ts'

export const open = openAudio((files) => {
  const pictures = SpectrogramPictures.load(files)
  const net = PlainCnn.load(files)
  return { predictInto: (samples, out, at) => net.predictInto(pictures.of(samples), out, at) }
})
