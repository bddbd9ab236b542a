import { createWriteStream } from 'node:fs'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ObjectStore } from '@assay/services/core'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { DownloadCache } from './download-cache.ts'
import { measure } from './measure.ts'
import { openS3Direct } from './s3-direct.ts'

/** Two parts of each upload are in memory at once; at most 10,000 make an object. */
const partBytes = 8 * 1024 ** 2
const deletedAtOnce = 32

export type S3Address = { bucket: string; prefix: string }

/** `s3://bucket/prefix`. */
export const readS3Url = (url: string): S3Address => {
  const { hostname, pathname } = new URL(url)
  if (!hostname) throw new Error(`OBJECT_STORE_URL must be s3://bucket/prefix, not ${url}`)
  const prefix = pathname.replace(/^\/+|\/+$/g, '')
  return { bucket: hostname, prefix: prefix && `${prefix}/` }
}

/**
 * Credentials and region are found as AWS's own tools find them: AWS_* variables, profile, or the machine's
 * role. An `endpoint` is another server that speaks S3 (MinIO, R2, Ceph …), addressed by path.
 */
export const openS3Client = (endpoint?: string): S3Client =>
  new S3Client({
    ...(endpoint ? { endpoint, forcePathStyle: true, region: process.env['AWS_REGION'] ?? 'us-east-1' } : {}),
    // Checksums that S3 does not insist on are unknown to other servers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })

/** Scheme, host and port of the bucket's addresses, as the client itself would write them. */
const findOrigin = async (client: S3Client, Bucket: string): Promise<string> =>
  new URL(await getSignedUrl(client, new HeadBucketCommand({ Bucket }))).origin

/** Objects in a bucket, each put whole; streams of any length go up in parts. */
export const openS3Store = async (options: {
  client: S3Client
  address: S3Address
  cache: DownloadCache
  /** The client under whose address browsers may send parts; absent: they send through the API. */
  publicClient?: S3Client | undefined
}): Promise<ObjectStore> => {
  const { client, cache, publicClient } = options
  const { bucket: Bucket, prefix } = options.address
  const place = (key: string): string => {
    if (key.split('/').some((step) => step === '' || step === '.' || step === '..'))
      throw new Error(`The object key ${JSON.stringify(key)} leaves the store`)
    return prefix + key
  }

  const stream = async (key: string, IfMatch?: string): Promise<Readable> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: place(key), IfMatch }))
    if (!(Body instanceof Readable)) throw new Error(`S3 sent no body for ${key}`)
    return Body
  }

  const deleteOne = (Key: string) => client.send(new DeleteObjectCommand({ Bucket, Key }))

  return {
    put: async (key, body, limits = {}) => {
      const { pieces, result } = measure(body, limits)
      const upload = new Upload({
        client,
        params: { Bucket, Key: place(key), Body: Readable.from(pieces, { objectMode: false }) },
        partSize: partBytes,
        queueSize: 2,
      })
      await upload.done()
      return result()
    },
    get: async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: place(key) }))
      if (!Body) throw new Error(`S3 sent no body for ${key}`)
      return Body.transformToByteArray()
    },
    stream: (key) => stream(key),
    localPath: async (key, options) => {
      if (options) {
        const path = join(options.into, basename(key))
        await pipeline(await stream(key), createWriteStream(path, { mode: 0o600 }))
        return path
      }
      const { ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: place(key) }))
      return cache.pathOf(`${Bucket} ${place(key)} ${ETag}`, () => stream(key, ETag))
    },
    remove: async (key) => {
      await deleteOne(place(key))
      // One by one: not every server that speaks S3 knows how to delete many.
      for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: `${place(key)}/` })) {
        const keys = (page.Contents ?? []).flatMap(({ Key }) => Key ?? [])
        for (let at = 0; at < keys.length; at += deletedAtOnce)
          await Promise.all(keys.slice(at, at + deletedAtOnce).map(deleteOne))
      }
    },
    check: async () => {
      await client.send(new HeadBucketCommand({ Bucket }))
    },
    ...(publicClient
      ? {
          direct: openS3Direct({
            client,
            publicClient,
            origin: await findOrigin(publicClient, Bucket),
            bucket: Bucket,
            place,
          }),
        }
      : {}),
  }
}
