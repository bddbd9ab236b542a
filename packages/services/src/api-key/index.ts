export { authenticateKey, type KeyGrant, touchApiKeys } from './authenticate.ts'
export { apiKeyPattern, createApiKey, createApiKeyInput, hashApiKey } from './create.ts'
export { listApiKeys, revokeApiKey, revokeApiKeyInput } from './manage.ts'
