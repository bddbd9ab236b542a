import type { UploadPreview } from '@assay/datasets/schema'
import { useEffect, useState } from 'react'
import { describeError } from '../../lib/errors.ts'
import { canPreview, fetchPreview } from '../../lib/upload/preview.ts'

export type PreviewState =
  | { status: 'none' | 'loading' | 'later' | 'unavailable' }
  | { status: 'ready'; preview: UploadPreview }
  /** Nothing can be made of the file, and the upload of it would end the same. */
  | { status: 'refused'; error: unknown }

const refusals = new Set(['dataset_unusable', 'unsupported_media_type'])

/** Looks into a file as soon as it is chosen; null: nothing to look at. */
export function usePreview(file: File | null): PreviewState {
  const [state, setState] = useState<PreviewState>({ status: 'none' })
  useEffect(() => {
    if (!file) return setState({ status: 'none' })
    if (!canPreview(file)) return setState({ status: 'later' })
    const abort = new AbortController()
    setState({ status: 'loading' })
    fetchPreview(file, abort.signal).then(
      (preview) => {
        if (!abort.signal.aborted) setState({ status: 'ready', preview })
      },
      (error: unknown) => {
        if (abort.signal.aborted) return
        // A look that fails for another reason keeps nobody from sending the file.
        const isRefusal = refusals.has(describeError(error).code)
        setState(isRefusal ? { status: 'refused', error } : { status: 'unavailable' })
      },
    )
    return () => abort.abort()
  }, [file])
  return state
}
