/** Hands a file to the browser to keep. */
export function saveBlob(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser has taken hold of the blob by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export const saveFile = (name: string, type: string, text: string): void =>
  saveBlob(name, new Blob([text], { type }))
