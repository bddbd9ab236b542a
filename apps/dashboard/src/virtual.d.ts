declare module 'virtual:catalogue/*' {
  export const texts: Readonly<Record<string, string>>
}
