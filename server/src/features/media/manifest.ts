/** A manifest that stands at another address: every relative URI in it is given the address that it has there. */
export const rebased = (manifest: string, addressOf: (uri: string) => string): string =>
  manifest
    .split('\n')
    .map((line) =>
      line.startsWith('#') ? inTag(line, addressOf) : line.trim() === '' ? line : addressOf(line),
    )
    .join('\n')

const inTag = (line: string, addressOf: (uri: string) => string): string =>
  line.replace(/\bURI="([^"]+)"/g, (_all, uri: string) => `URI="${addressOf(uri)}"`)
