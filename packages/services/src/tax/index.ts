export {
  addTaxRate,
  addTaxRateInput,
  archiveTaxRate,
  getTaxSettings,
  setTaxMode,
  setTaxModeInput,
  taxRateIdInput,
} from './settings.ts'
