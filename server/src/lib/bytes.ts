const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']

/** 10485760 → `10 MiB`; with one decimal where it does not come out even. */
export function sizeInWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]}`
}
