/** RFC 6266: the name in plain letters, and as it is for those who read UTF-8. */
export const contentDisposition = (fileName: string): string => {
  const plain = fileName.replace(/[^\w.-]+/g, '_')
  const extended = plain === fileName ? '' : `; filename*=UTF-8''${encodeURIComponent(fileName)}`
  return `attachment; filename="${plain}"${extended}`
}
