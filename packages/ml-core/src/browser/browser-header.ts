import type { Manifest } from '../schema/index.ts'

/** What a page has to know of a model beside its files. */
export type BrowserHeader = Pick<Manifest, 'labels' | 'columns' | 'image' | 'audio'>
