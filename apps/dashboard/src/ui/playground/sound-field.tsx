import { AudioLines, Mic, Square } from 'lucide-react'
import { useState } from 'react'
import { cn } from '../../lib/class-names.ts'
import { asWav, decodeSound } from '../../lib/sound.ts'
import { Button } from '../button.tsx'
import { DropZone } from '../drop-zone.tsx'
import { PlayButton } from '../play-button.tsx'
import { Spectrogram } from '../spectrogram.tsx'
import type { FileInput } from './file-input.ts'
import { useRecorder } from './use-recorder.ts'

/** What a prediction hears of a clip. */
const mostSeconds = 10

export function SoundField({
  rate,
  value,
  onChange,
}: {
  /** Samples a second that the model takes. */
  rate: number
  value: FileInput | null
  onChange: (value: FileInput) => void
}) {
  const [note, setNote] = useState<{ text: string; bad: boolean } | null>(null)
  const take = async (file: Blob, name: string) => {
    try {
      const samples = await decodeSound(await file.arrayBuffer(), rate)
      const long = samples.length > mostSeconds * rate
      setNote(
        long ? { text: `Only the first ${mostSeconds} seconds of ${name} are used.`, bad: false } : null,
      )
      onChange({ b64: asWav(samples.subarray(0, mostSeconds * rate), rate) })
    } catch {
      setNote({ text: `This browser cannot read the sound ${name}. Try a WAV file.`, bad: true })
    }
  }
  const recorder = useRecorder(
    (recording) => void take(recording, 'the recording'),
    (text) => setNote({ text, bad: true }),
  )
  return (
    <DropZone
      label="Sound"
      testId="playground-input"
      inputTestId="playground-file"
      inputLabel="Sound to predict"
      choose="Choose a sound"
      accept="audio/*,.wav"
      onFile={(file) => void take(file, file.name)}
      shown={
        value ? (
          <Spectrogram b64={value.b64} rate={rate} label="Spectrogram of the chosen sound" className="h-32" />
        ) : (
          <AudioLines aria-hidden className="size-7 text-faint" />
        )
      }
      hint="Drop a WAV file here, or any sound that your browser plays"
      actions={{
        before: value && <PlayButton label="the chosen sound" load={async () => value} />,
        after: recorder.possible && (
          <Button onClick={recorder.toggle} data-testid="playground-record">
            {recorder.recording ? <Square /> : <Mic />}
            {recorder.recording ? 'Stop recording' : 'Record'}
          </Button>
        ),
      }}
      note={
        note && (
          <p
            role={note.bad ? 'alert' : 'status'}
            className={cn('text-[13px]', note.bad ? 'text-bad' : 'text-faint')}
          >
            {note.text}
          </p>
        )
      }
    />
  )
}
