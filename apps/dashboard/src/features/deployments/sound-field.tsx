import { AudioLines, Mic, Square } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { cn } from '../../lib/class-names.ts'
import { asWav, decodeSound } from '../../lib/sound.ts'
import { Button } from '../../ui/button.tsx'
import { PlayButton } from '../../ui/play-button.tsx'
import { Spectrogram } from '../../ui/spectrogram.tsx'
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
  const [over, setOver] = useState(false)
  const [note, setNote] = useState<{ text: string; bad: boolean } | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: Blob | undefined, name: string) => {
    if (!file) return
    try {
      const samples = await decodeSound(await file.arrayBuffer(), rate)
      const long = samples.length > mostSeconds * rate
      setNote(long ? { text: `The first ${mostSeconds} seconds of ${name} are tried.`, bad: false } : null)
      onChange({ b64: asWav(samples.subarray(0, mostSeconds * rate), rate) })
    } catch {
      setNote({ text: `${name} is no sound that this browser can read. Try a WAV file.`, bad: true })
    }
  }
  const recorder = useRecorder(
    (recording) => void take(recording, 'the recording'),
    (text) => setNote({ text, bad: true }),
  )
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    void take(file, file?.name ?? '')
  }
  return (
    <section
      aria-label="Sound"
      data-testid="playground-input"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        'grid justify-items-center gap-3 rounded-xl border-2 border-dashed p-5 text-center transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken/40',
      )}
    >
      {value ? (
        <Spectrogram b64={value.b64} rate={rate} label="Spectrogram of the chosen sound" className="h-32" />
      ) : (
        <AudioLines aria-hidden className="size-7 text-faint" />
      )}
      <p className="text-[13px] text-faint">Drop a WAV file here, or any sound that your browser plays</p>
      <div className="flex flex-wrap items-center justify-center gap-2">
        {value && <PlayButton label="the chosen sound" load={async () => value} />}
        <Button onClick={() => input.current?.click()}>Choose a sound</Button>
        {recorder.possible && (
          <Button onClick={recorder.toggle} data-testid="playground-record">
            {recorder.recording ? <Square /> : <Mic />}
            {recorder.recording ? 'Stop recording' : 'Record'}
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="audio/*,.wav"
        className="sr-only"
        tabIndex={-1}
        aria-label="Sound to predict"
        data-testid="playground-file"
        onChange={(event) => {
          const file = event.target.files?.[0]
          void take(file, file?.name ?? '')
        }}
      />
      {note && (
        <p
          role={note.bad ? 'alert' : 'status'}
          className={cn('text-[13px]', note.bad ? 'text-bad' : 'text-faint')}
        >
          {note.text}
        </p>
      )}
    </section>
  )
}
