export { describePromotion, promotionInput } from './find-promotion.ts'
export {
  createCoupon,
  createCouponInput,
  listCoupons,
  setCouponActive,
  setCouponActiveInput,
} from './manage-coupons.ts'
