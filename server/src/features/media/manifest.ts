/** A manifest that stands at another address: every relative URI in it leads to `base` (which ends with a slash). */
export const rebased = (manifest: string, base: string): string =>
  manifest
    .split('\n')
    .map((line) => (line.startsWith('#') ? inTag(line, base) : line.trim() === '' ? line : base + line))
    .join('\n')

const inTag = (line: string, base: string): string => line.replace(/\bURI="([^"]+)"/g, `URI="${base}$1"`)
