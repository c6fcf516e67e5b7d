/** Where to go after log-in: a page of this site, whatever somebody wrote into the link. */
export function localPath(wanted: string | undefined): string {
  if (!wanted?.startsWith('/')) return '/'
  const url = new URL(wanted, location.origin)
  return url.origin === location.origin ? url.pathname + url.search : '/'
}
