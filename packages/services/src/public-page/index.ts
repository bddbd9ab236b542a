export { giveBackPublicCall, type PublicCall, takePublicCall } from './count.ts'
export { listOpenPages, readPublicPage } from './read-public-page.ts'
export { getPublicPage, publicPageInput, setPublicPage, setPublicPageInput } from './settings.ts'
