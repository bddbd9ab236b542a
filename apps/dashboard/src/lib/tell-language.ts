import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { trpc } from './api.ts'
import { language } from './language.ts'

/** Mails come in the language that the dashboard is read in, once the server knows it. */
export function useTellLanguage(known: string | null): void {
  const { mutate } = useMutation(trpc.account.setLanguage.mutationOptions())
  useEffect(() => {
    if (known !== language) mutate({ language })
  }, [known, mutate])
}
