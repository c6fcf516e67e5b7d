import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { type Id, isId } from '../../lib/id.ts'

export type Devices = ReturnType<typeof createDevices>

/** How many accounts of one device are remembered, the latest first. */
const mostAccounts = 5

/**
 * A device that logged in before holds a signed cookie that names its accounts. Failed log-ins of strangers do not
 * count against it, so nobody can lock somebody out of an account by guessing passwords.
 */
export function createDevices({ secret }: { secret: string }) {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'reelbase known devices v1', 32))
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest()

  /** The accounts that logged in on the device with this cookie; none for a cookie that is not ours. */
  function accountsOf(cookie: string | undefined): Id[] {
    const [list = '', mac = ''] = cookie?.split('.') ?? []
    const given = Buffer.from(mac, 'base64url')
    const right = sign(list)
    if (given.length !== right.length || !timingSafeEqual(given, right)) return []
    return list.split('-').filter(isId)
  }

  /** The cookie's next value, when this account has logged in. */
  function remember(cookie: string | undefined, userId: Id): string {
    const others = accountsOf(cookie).filter((id) => id !== userId)
    const list = [userId, ...others].slice(0, mostAccounts).join('-')
    return `${list}.${sign(list).toString('base64url')}`
  }

  return { accountsOf, remember }
}
