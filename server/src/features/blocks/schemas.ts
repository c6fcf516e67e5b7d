import { z } from 'zod'
import { DateTime, Named } from '../../http/fields.ts'
import { OwnerAnswer } from '../users/schemas.ts'

export const BlockedUser = OwnerAnswer.extend({ blockedAt: DateTime }).meta({ id: 'BlockedUser' })

export const BlockState = Named('BlockState', { isBlocked: z.boolean() })
