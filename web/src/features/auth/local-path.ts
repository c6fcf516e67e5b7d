/** Where to go after log-in: a page of this site, whatever somebody wrote into the link. */
export function localPath(wanted: string | undefined): string {
  if (!wanted?.startsWith('/')) return '/'
  const { origin, pathname, search } = new URL(wanted, location.origin)
  // Two slashes at the beginning of an address name a host.
  return origin === location.origin && !pathname.startsWith('//') ? pathname + search : '/'
}
