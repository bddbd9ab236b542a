export { billAds } from './bill.ts'
export {
  createCampaign,
  createCampaignInput,
  listCampaigns,
  setCampaignState,
  setCampaignStateInput,
} from './campaigns.ts'
export { adTokenInput, countAdClicked, countAdSeen, nextAd } from './show.ts'
