type Paint = { colour: string; dark: string; accent: string }
type Shape = (paint: Paint) => string

/** Outlines in a square of 100 by 100; each product comes in several makes. */
export const productShapes: Record<string, readonly Shape[]> = {
  mug: [
    ({ colour, dark }) =>
      `<path d="M70 40h10a11 11 0 0 1 0 30H70" fill="none" stroke="${dark}" stroke-width="6"/><path d="M26 28h46v40a12 12 0 0 1-12 12H38a12 12 0 0 1-12-12z" fill="${colour}"/><ellipse cx="49" cy="28" rx="23" ry="5" fill="${dark}"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M66 38c20-6 24 26-2 28" fill="none" stroke="${colour}" stroke-width="5"/><path d="M30 24h36l-4 58H34z" fill="${colour}"/><path d="M31 44h34l-1 12H32z" fill="${accent}"/><ellipse cx="48" cy="24" rx="18" ry="4" fill="${dark}"/>`,
    ({ colour, dark, accent }) =>
      `<ellipse cx="47" cy="82" rx="36" ry="6" fill="${accent}"/><path d="M72 46h8a9 9 0 0 1 0 20h-12" fill="none" stroke="${dark}" stroke-width="4"/><path d="M20 40h54c0 26-12 40-27 40S20 66 20 40z" fill="${colour}"/><ellipse cx="47" cy="40" rx="27" ry="6" fill="${dark}"/>`,
  ],
  't-shirt': [
    ({ colour, dark }) =>
      `<path d="M36 20 14 32l8 18 10-5v37h36V45l10 5 8-18-22-12a14 10 0 0 1-28 0z" fill="${colour}"/><path d="M36 20a14 10 0 0 0 28 0" fill="none" stroke="${dark}" stroke-width="3"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M38 20 12 40l10 12 12-8v38h32V44l12 8 10-12-26-20-12 14z" fill="${colour}"/><path d="M34 52h32v6H34zm0 12h32v6H34z" fill="${accent}"/><path d="M38 20l12 14 12-14" fill="none" stroke="${dark}" stroke-width="2.5"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M34 18 8 62l12 7 12-20v35h36V49l12 20 12-7-26-44a16 8 0 0 1-32 0z" fill="${colour}"/><circle cx="50" cy="54" r="9" fill="${accent}"/><path d="M32 84h36" stroke="${dark}" stroke-width="3"/>`,
  ],
  shoe: [
    ({ colour, dark }) =>
      `<path d="M14 42l16 4q6 6 12-6l10 0q10 16 30 20 8 2 8 12H14z" fill="${colour}"/><rect x="12" y="70" width="78" height="7" rx="3" fill="${dark}"/><path d="M44 46l8-3m-4 9 8-4m-2 9 8-5" stroke="${dark}" stroke-width="2.5"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M20 18h26v30c4 12 22 14 36 18 6 2 6 8 6 12H20z" fill="${colour}"/><path d="M18 76h72v8H18z" fill="${dark}"/><path d="M30 28h16M30 36h16M32 44h16" stroke="${accent}" stroke-width="3"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M12 50c8-4 14-2 18 4 8 8 30 2 48 14 8 4 12 8 12 12l-46-4-16 2-2 0-6 16h-6z" fill="${colour}"/><path d="M30 54c10 8 30 4 46 14" fill="none" stroke="${dark}" stroke-width="2"/><circle cx="64" cy="66" r="3" fill="${accent}"/>`,
  ],
  bag: [
    ({ colour, dark }) =>
      `<path d="M36 40V30a14 14 0 0 1 28 0v10" fill="none" stroke="${dark}" stroke-width="5"/><path d="M20 38h60l6 46H14z" fill="${colour}"/><rect x="42" y="48" width="16" height="10" rx="2" fill="${dark}"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M40 22a10 10 0 0 1 20 0v6H40z" fill="none" stroke="${dark}" stroke-width="4"/><path d="M26 40a24 18 0 0 1 48 0v38a6 6 0 0 1-6 6H32a6 6 0 0 1-6-6z" fill="${colour}"/><rect x="34" y="56" width="32" height="20" rx="4" fill="${accent}"/><path d="M30 46h40" stroke="${dark}" stroke-width="2"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M16 50C20 8 80 8 84 50" fill="none" stroke="${accent}" stroke-width="3"/><path d="M14 48h72v30a6 6 0 0 1-6 6H20a6 6 0 0 1-6-6z" fill="${colour}"/><path d="M14 48h72v14c-24 10-48 10-72 0z" fill="${dark}"/>`,
  ],
  lamp: [
    ({ colour, dark }) =>
      `<path d="M36 18h28l14 32H22z" fill="${colour}"/><rect x="47" y="50" width="6" height="30" fill="${dark}"/><ellipse cx="50" cy="82" rx="18" ry="5" fill="${dark}"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M30 84h30M45 84 30 52l30-24" fill="none" stroke="${dark}" stroke-width="4"/><path d="M52 16l26 20-6 18-30-24z" fill="${colour}"/><circle cx="68" cy="44" r="6" fill="${accent}"/>`,
    ({ colour, dark, accent }) =>
      `<path d="M50 0v22" stroke="${dark}" stroke-width="3"/><path d="M24 60a26 38 0 0 1 52 0z" fill="${colour}"/><ellipse cx="50" cy="61" rx="26" ry="5" fill="${dark}"/><circle cx="50" cy="66" r="7" fill="${accent}"/>`,
  ],
}
