import { Play, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { playSound } from '../lib/sound.ts'
import { Button } from './button.tsx'

/** Plays a sound that is fetched when it is wanted, and stops it again. */
export function PlayButton({ label, load }: { label: string; load: () => Promise<{ b64: string }> }) {
  const [state, setState] = useState<'silent' | 'loading' | 'playing' | 'failed'>('silent')
  const stop = useRef<(() => void) | null>(null)
  useEffect(() => () => stop.current?.(), [])
  const play = async () => {
    setState('loading')
    try {
      const { b64 } = await load()
      stop.current = await playSound(b64, () => {
        stop.current = null
        setState('silent')
      })
      setState('playing')
    } catch {
      setState('failed')
    }
  }
  const playing = state === 'playing'
  return (
    <Button
      size="iconSm"
      aria-label={`${playing ? 'Stop' : 'Play'} ${label}`}
      title={state === 'failed' ? 'The sound could not be played.' : undefined}
      pending={state === 'loading'}
      onClick={() => (playing ? stop.current?.() : void play())}
    >
      {playing ? <Square /> : <Play />}
    </Button>
  )
}
