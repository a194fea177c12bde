/** The default alphabet of 3GPP TS 23.038, 6.2.1, with its extension table. */
const ALPHABET = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
    '¿abcdefghijklmnopqrstuvwxyzäöñüà' +
    '\f^{}\\[~]|€',
)

/** Whether a text can go in seven bits a character. Everything else has to go as UCS-2, or characters become `?`. */
export function fitsGsmAlphabet(text: string): boolean {
  for (const character of text) if (!ALPHABET.has(character)) return false
  return true
}
