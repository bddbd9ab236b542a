import type { DirectUploads } from '@assay/services/core'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type Part,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'

const signedForSeconds = 3_600
const checksumHeader = 'x-amz-checksum-sha256'

const isNoSuchUpload = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchUpload'

/** Multipart uploads whose parts a browser sends itself; S3 checks each part against its SHA-256. */
export const openS3Direct = (options: {
  client: S3Client
  /** The client under whose address browsers reach the bucket. */
  publicClient: S3Client
  origin: string
  bucket: string
  place: (key: string) => string
}): DirectUploads => {
  const { client, publicClient, bucket: Bucket, place } = options

  const listParts = async (key: string, UploadId: string): Promise<Part[]> => {
    const parts: Part[] = []
    // The client's own paging asks on for ever: S3 names a next part after the last page too.
    for (let PartNumberMarker: string | undefined; ; ) {
      const page = await client.send(
        new ListPartsCommand({ Bucket, Key: place(key), UploadId, PartNumberMarker }),
      )
      parts.push(...(page.Parts ?? []))
      if (!page.IsTruncated) return parts
      PartNumberMarker = page.NextPartNumberMarker
    }
  }

  const exists = (key: string): Promise<boolean> =>
    client.send(new HeadObjectCommand({ Bucket, Key: place(key) })).then(
      () => true,
      () => false,
    )

  return {
    origin: options.origin,
    begin: async (key) => {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({ Bucket, Key: place(key), ChecksumAlgorithm: 'SHA256' }),
      )
      if (!UploadId) throw new Error('S3 began a multipart upload without a name')
      return UploadId
    },
    sign: (key, UploadId, { number, sha256 }) =>
      getSignedUrl(
        publicClient,
        new UploadPartCommand({
          Bucket,
          Key: place(key),
          UploadId,
          PartNumber: number,
          ChecksumSHA256: sha256,
        }),
        { expiresIn: signedForSeconds, unhoistableHeaders: new Set([checksumHeader]) },
      ),
    parts: async (key, UploadId) => {
      try {
        const parts = await listParts(key, UploadId)
        return parts.map(({ PartNumber, Size }) => ({ number: PartNumber ?? 0, bytes: Size ?? 0 }))
      } catch (error) {
        if (isNoSuchUpload(error) && (await exists(key))) return 'complete'
        throw error
      }
    },
    complete: async (key, UploadId) => {
      try {
        const Parts = (await listParts(key, UploadId)).map(({ PartNumber, ETag, ChecksumSHA256 }) => ({
          PartNumber,
          ETag,
          ChecksumSHA256,
        }))
        await client.send(
          new CompleteMultipartUploadCommand({
            Bucket,
            Key: place(key),
            UploadId,
            MultipartUpload: { Parts },
          }),
        )
      } catch (error) {
        // Another completed it a moment before.
        if (!isNoSuchUpload(error) || !(await exists(key))) throw error
      }
    },
    abort: async (key, UploadId) => {
      try {
        await client.send(new AbortMultipartUploadCommand({ Bucket, Key: place(key), UploadId }))
      } catch (error) {
        if (!isNoSuchUpload(error)) throw error
      }
    },
  }
}
