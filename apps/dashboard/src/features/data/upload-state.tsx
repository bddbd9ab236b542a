import { Pause, Play } from 'lucide-react'
import { formatBytes, formatTimeLeft } from '../../lib/format.ts'
import type { UploadProgress } from '../../lib/upload/send-file.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'

const describe = ({ phase, bytesSent, bytesTotal }: UploadProgress): string => {
  const sent = `${formatBytes(bytesSent)} of ${formatBytes(bytesTotal)}`
  if (phase === 'checking') return 'Checking the upload…'
  return phase === 'paused' ? `Paused at ${sent}` : sent
}

/** How far an upload is, how fast it goes, and a hand on it. */
export function UploadState({
  progress,
  onPause,
  onResume,
}: {
  progress: UploadProgress
  onPause: () => void
  onResume: () => void
}) {
  const { bytesSent, bytesTotal, bytesPerSecond, secondsLeft, phase } = progress
  const isPaused = phase === 'paused'
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-3">
        <Progress
          className="flex-1"
          tone={phase === 'waiting' ? 'warn' : 'accent'}
          fraction={bytesTotal > 0 ? bytesSent / bytesTotal : null}
          label="Upload"
          data-testid="upload-progress"
        />
        {phase !== 'checking' && (
          <Button
            look="ghost"
            size="iconSm"
            aria-label={isPaused ? 'Continue' : 'Pause'}
            data-testid={isPaused ? 'resume-upload' : 'pause-upload'}
            onClick={isPaused ? onResume : onPause}
          >
            {isPaused ? <Play /> : <Pause />}
          </Button>
        )}
      </div>
      <p className="figure flex justify-between gap-3 text-[13px] text-faint" data-testid="upload-state">
        <span>{describe(progress)}</span>
        {phase === 'sending' && bytesPerSecond > 0 && (
          <span>
            {formatBytes(bytesPerSecond)}/s
            {secondsLeft !== null && `, ${formatTimeLeft(secondsLeft)} left`}
          </span>
        )}
      </p>
      {phase === 'waiting' && (
        <Notice tone="warn" data-testid="upload-waiting">
          Connection lost. What has been uploaded is kept; the rest follows once the server is reachable.
        </Notice>
      )}
    </div>
  )
}
