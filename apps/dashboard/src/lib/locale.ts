/** The language of the interface; numbers, money and dates are written in it too, so that they fit its words. */
export const locale = 'en'
