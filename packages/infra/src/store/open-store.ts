import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ObjectStore } from '@assay/services/core'
import { openDownloadCache } from './download-cache.ts'
import { openFolderStore } from './folder-store.ts'

export type StoreSettings = {
  /** A folder, or `s3://bucket/prefix`. */
  OBJECT_STORE_URL: string
  /** Another server that speaks S3. */
  S3_ENDPOINT?: string | undefined
  /** `on`: browsers send uploads straight to the bucket, whose CORS rules then have to allow it. */
  S3_DIRECT_UPLOADS?: 'on' | 'off' | undefined
  /** Under which browsers reach S3_ENDPOINT, where that is another address. */
  S3_PUBLIC_ENDPOINT?: string | undefined
  /** Where copies of S3's objects are kept on this machine, and up to how much. */
  STORE_CACHE_FOLDER?: string | undefined
  STORE_CACHE_MB: number
}

/** The store that the settings name; S3's client is loaded only where it is used. */
export const openStore = async (settings: StoreSettings): Promise<ObjectStore> => {
  if (!settings.OBJECT_STORE_URL.startsWith('s3://')) return openFolderStore(settings.OBJECT_STORE_URL)
  const { openS3Client, openS3Store, readS3Url } = await import('./s3-store.ts')
  return openS3Store({
    client: openS3Client(settings.S3_ENDPOINT),
    ...(settings.S3_DIRECT_UPLOADS === 'on'
      ? { publicClient: openS3Client(settings.S3_PUBLIC_ENDPOINT ?? settings.S3_ENDPOINT) }
      : {}),
    address: readS3Url(settings.OBJECT_STORE_URL),
    cache: openDownloadCache({
      folder: settings.STORE_CACHE_FOLDER ?? join(tmpdir(), 'assay-store-cache'),
      maxBytes: settings.STORE_CACHE_MB * 1024 ** 2,
      now: Date.now,
    }),
  })
}
