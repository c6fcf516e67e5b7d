import { z } from 'zod'
import { catalogue, type ErrorCode } from '../../errors.ts'
import { Named } from '../fields.ts'

const Code = z.enum(Object.keys(catalogue) as [ErrorCode, ...ErrorCode[]]).meta({ id: 'ErrorCode' })
const FieldErrors = z.array(Named('FieldError', { path: z.string(), message: z.string() }))

export const ErrorShape = Named('Error', {
  statusCode: z.int(),
  data: z.null(),
  message: z.string().meta({ description: 'A sentence for people.' }),
  success: z.literal(false),
  errors: FieldErrors,
  code: Code,
  requestId: z.string(),
})

export const ProblemShape = Named('Problem', {
  type: z.string().meta({ format: 'uri' }),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  message: z.string().meta({ description: 'The same sentence as `detail`.' }),
  code: Code,
  errors: FieldErrors,
  requestId: z.string(),
})
