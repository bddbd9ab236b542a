import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { isRetryable } from '../../lib/errors.ts'
import type { LabellingItem, LabellingQueue } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'

/** Rows that are kept at hand, so that the next one is there at once. */
const ahead = 20
const retryMs = [500, 1_000, 2_000, 4_000, 8_000]
const undoable = 50

type Answer = { item: LabellingItem; label: string | null; flagged: boolean }

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * The rows of a queue, one at a time. An answer shows the next row at once and is written behind it, in order, and
 * again where the connection fails; `unsaved` says how many are on their way.
 */
export function useAnswers(datasetId: string, queue: LabellingQueue, onSaved: () => void) {
  const [items, setItems] = useState<LabellingItem[]>([])
  const [history, setHistory] = useState<Answer[]>([])
  const [isEmpty, setEmpty] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [unsaved, setUnsaved] = useState(0)
  const writing = useRef<Promise<void>>(Promise.resolve())
  const fetching = useRef(false)
  /** Rows whose answers are on their way are still open to the server. */
  const onTheirWay = useRef(new Set<string>())
  const { mutateAsync: fetchNext } = useMutation(trpc.labelling.next.mutationOptions())
  const { mutateAsync: annotate } = useMutation(trpc.labelling.annotate.mutationOptions())
  const { mutateAsync: takeBack } = useMutation(trpc.labelling.undo.mutationOptions())

  const fill = useCallback(
    async (known: LabellingItem[]) => {
      if (fetching.current) return
      fetching.current = true
      try {
        const except = [...known.map(({ id }) => id), ...onTheirWay.current].slice(0, 200)
        const more = await fetchNext({ datasetId, queue, limit: ahead, except })
        setItems((now) => [...now, ...more.filter(({ id }) => !now.some((one) => one.id === id))])
        setEmpty(more.length === 0)
        setFailure(null)
      } catch (error) {
        setFailure(error)
      } finally {
        fetching.current = false
      }
    },
    [datasetId, queue, fetchNext],
  )

  useEffect(() => {
    setItems([])
    setHistory([])
    setEmpty(false)
    void fill([])
  }, [fill])

  useEffect(() => {
    if (unsaved === 0) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [unsaved])

  /** One write after the other, each until it is durable or refused for good. */
  const write = useCallback(
    (itemId: string, work: () => Promise<unknown>) => {
      onTheirWay.current.add(itemId)
      setUnsaved((count) => count + 1)
      writing.current = writing.current.then(async () => {
        for (let attempt = 0; ; attempt++)
          try {
            await work()
            break
          } catch (error) {
            const pause = retryMs[attempt]
            if (pause === undefined || !isRetryable(error)) {
              toastError(error)
              break
            }
            await wait(pause)
          }
        onTheirWay.current.delete(itemId)
        setUnsaved((count) => count - 1)
        onSaved()
      })
    },
    [onSaved],
  )

  const answer = (label: string | null, flagged = false) => {
    const [item, ...rest] = items
    if (!item) return
    setItems(rest)
    setHistory((past) => [{ item, label, flagged }, ...past].slice(0, undoable))
    write(item.id, () => annotate({ itemId: item.id, label, flagged }))
    if (rest.length < ahead / 2 && !isEmpty) void fill(rest)
  }
  const undo = () => {
    const [last, ...earlier] = history
    if (!last) return
    setHistory(earlier)
    setItems((now) => [last.item, ...now])
    write(last.item.id, () => takeBack({ itemId: last.item.id }))
  }
  const again = () => void fill(items)
  return { item: items[0] ?? null, isEmpty, failure, unsaved, history, answer, undo, again }
}
