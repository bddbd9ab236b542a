import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Whether a number with a country code is one that its country gives out, by Google's phone number metadata. */
export const isPhoneAnywhere = (number: string): boolean =>
  parsePhoneNumberFromString(number)?.isValid() ?? false

/** Whether a number written for use at home is one that any of these countries gives out. */
export const isPhoneOf = (number: string, countries: readonly CountryCode[]): boolean =>
  countries.some((country) => parsePhoneNumberFromString(number, country)?.isValid() ?? false)
