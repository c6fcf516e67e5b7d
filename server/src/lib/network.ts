import { ipKeyGenerator } from 'express-rate-limit'

/** An address as what one customer is given: IPv4 as it is, IPv6 by its /56. */
export const networkOf = (address: string): string => ipKeyGenerator(address, 56)
