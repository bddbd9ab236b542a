export { followPublicUrl } from './follow-public-url.ts'
export { layOutMail } from './lay-out-mail.ts'
export {
  listLegal,
  publishLegal,
  publishLegalInput,
  readLegal,
  readLegalInput,
  recordAcceptance,
  requireAcceptance,
} from './legal.ts'
export { paperHead } from './paper-head.ts'
export { addBrandPicture, addBrandPictureInput } from './picture.ts'
export { previewAccent, previewAccentInput } from './preview-accent.ts'
export { presentBrand, readBrand, readBrandAsset } from './read-brand.ts'
export { getBrandSettings, setBrand, setBrandInput } from './set-brand.ts'
