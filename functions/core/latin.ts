/**
 * Letters that are drawn like Latin ones, under the letter they are drawn like. A part of Unicode's data for confusable
 * characters: the letters of scripts that fonts everywhere have, without those that normalisation (NFKD) makes Latin
 * anyway; small capitals and letters with a stroke are added. No package, because those hold all 9,000 characters, which
 * would be half of what a function may weigh.
 * Source: https://www.unicode.org/reports/tr39/ and https://www.unicode.org/Public/security/latest/confusables.txt
 */
const drawnLike: Readonly<Record<string, string>> = {
  a: 'ɑαаᴀ',
  b: 'ƄЬʙᏏᑲᖯ',
  c: 'ϲсᴄⲥꮯ',
  d: 'ԁđᴅᏧᑯꓒ',
  e: 'еҽ℮ᴇꬲ',
  f: 'քẝꜰꞙꬵ',
  g: 'ƍɡɢցᶃ',
  h: 'һհħʜᏂ',
  i: 'ıɩɪιіᎥꙇꭵ',
  j: 'ϳјᴊ',
  k: 'ᴋ',
  l: 'łʟ',
  m: 'ᴍ',
  n: 'ոռɴ',
  o: 'οоօøჿᴏᴑⲟꬽ',
  p: 'ρрᴘⲣ',
  q: 'ԛգզ',
  r: 'гᴦʀⲅꭇꭈꮁ',
  s: 'ƽѕꜱꮪ',
  t: 'ŧᴛ',
  u: 'ʋυսᴜꞟꭎꭒ',
  v: 'νѵᴠꮩ',
  w: 'ɯѡԝաᴡꮃ',
  x: 'хᕁᕽ᙮',
  y: 'ɣʏγуүყᶌỿꭚ',
  z: 'ᴢꮓ',
  A: 'ΑАᎪᗅꓮ',
  B: 'ΒВᏴᗷꓐꞴ',
  C: 'ϹСᏟⲤꓚ',
  D: 'Ꭰᗞᗪꓓ',
  E: 'ΕЕᎬⴹꓰ',
  F: 'ϜᖴꓝꞘ',
  G: 'ԌᏀᏳꓖ',
  H: 'ΗНᎻᕼⲎꓧ',
  I: 'ΙІⲒꓲ',
  J: 'ͿЈᎫᒍꓙꞲ',
  K: 'ΚКᏦⲔꓗ',
  L: 'ŁᏞᒪⳐꓡ',
  M: 'ΜϺМᎷᗰⲘꓟ',
  N: 'ΝⲚꓠ',
  O: 'ΟОՕØⲞⵔꓳ',
  P: 'ΡРᏢᑭⲢꓑ',
  Q: 'ⵕ',
  R: 'ƦᎡᏒᖇꓣ',
  S: 'ЅՏᏕᏚꓢ',
  T: 'ΤТᎢⲦꓔ',
  U: 'Սᑌꓴ',
  V: 'ѴᏙᐯⴸꓦ',
  W: 'ԜᎳᏔꓪ',
  X: 'ΧХ᙭ⲬⵝꓫꞳ',
  Y: 'ΥУҮᎩᎽⲨꓬ',
  Z: 'ΖᏃꓜ',
  '|': 'ƖǀӀӏ∣ⵏ',
};

const latin: ReadonlyMap<string, string> = new Map(
  Object.entries(drawnLike).flatMap(([letter, alike]) => Array.from(alike, (one) => [one, letter])),
);

/** The text, normalised (NFKD), with Latin letters for those drawn like them, and a bar for what is but a stroke. */
export function asLatin(text: string): string {
  // Normalisation makes other letters of some that are drawn like Latin ones.
  return replaced(replaced(text).normalize('NFKD'));
}

function replaced(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, latinOf);
}

/** A small letter that is not in the list is like the capital it belongs to: к like К like K. */
function latinOf(letter: string): string {
  return latin.get(letter) ?? latin.get(letter.toUpperCase())?.toLowerCase() ?? letter;
}
