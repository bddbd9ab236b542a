import { readFile } from 'node:fs/promises'

/** The code that answers with a family in a page: built beside this file, or bundled from the sources. */
export const readBrowserRuntime = async (family: string): Promise<string> => {
  if (import.meta.url.endsWith('.js'))
    return readFile(new URL(`./browser/${family}.js`, import.meta.url), 'utf8')
  const script = new URL('../../../../scripts/bundle-browser.mjs', import.meta.url).href
  // The script's only export, which takes a family and gives its code.
  const { bundleRuntime } = (await import(script)) as { bundleRuntime(family: string): Promise<string> }
  return bundleRuntime(family)
}
