export { featureNames } from './features.ts'
export { isEnabled, requireFeature } from './is-enabled.ts'
export {
  listFeatures,
  overrideFeature,
  overrideFeatureInput,
  ownFeatures,
  setFeature,
  setFeatureInput,
} from './manage.ts'
export { isSignUpOpen, requireSignUp } from './may-sign-up.ts'
