import { useEffect, useRef, useState } from 'react'

const mostMs = 10_000

/** The microphone, for ten seconds at most. Browsers give it to pages on HTTPS and on localhost alone. */
export function useRecorder(onRecording: (recording: Blob) => void, onRefused: (reason: string) => void) {
  const [recording, setRecording] = useState(false)
  const recorder = useRef<MediaRecorder | null>(null)
  const stop = () => {
    if (recorder.current?.state === 'recording') recorder.current.stop()
  }
  useEffect(() => stop, [])
  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const parts: Blob[] = []
      const made = new MediaRecorder(stream)
      recorder.current = made
      made.ondataavailable = ({ data }) => parts.push(data)
      made.onstop = () => {
        for (const track of stream.getTracks()) track.stop()
        setRecording(false)
        onRecording(new Blob(parts, { type: made.mimeType }))
      }
      made.start()
      setRecording(true)
      setTimeout(stop, mostMs)
    } catch {
      onRefused('The microphone could not be used. Allow access for this page, or choose a file.')
    }
  }
  return {
    possible: 'mediaDevices' in navigator && 'MediaRecorder' in window,
    recording,
    toggle: () => (recording ? stop() : void start()),
  }
}
