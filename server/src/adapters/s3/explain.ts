import type { S3Settings } from './client.ts'

type Explanation = (settings: S3Settings, said: string) => string

const hostOf = ({ endpoint, region }: S3Settings): string =>
  endpoint ? new URL(endpoint).host : `s3.${region}.amazonaws.com`

const noName: Explanation = (settings) =>
  settings.forcePathStyle
    ? `there is no machine named ${hostOf(settings)}. Correct S3_ENDPOINT, or look at the DNS of this machine.`
    : `there is no machine named ${settings.bucket}.${hostOf(settings)}. Correct S3_ENDPOINT, or set S3_FORCE_PATH_STYLE=on.`
const noAnswer: Explanation = (settings) =>
  `nothing answers at ${hostOf(settings)}. Correct S3_ENDPOINT, or look at the network of this machine.`
const otherRegion: Explanation = ({ region }, said) =>
  `the bucket does not lie in the region ${region} (${said}). Correct S3_REGION.`
const noAccess: Explanation = () =>
  'the key may not use it. It must list, read, write and remove objects, and give up multipart uploads: s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListBucketMultipartUploads.'
const unknownKey: Explanation = () => 'the store does not know S3_ACCESS_KEY_ID. Correct it.'
const badCertificate: Explanation = (_settings, said) =>
  `its certificate cannot be trusted (${said}). Name its authority with NODE_EXTRA_CA_CERTS.`

/** By the store's name for it, or the code of the system. */
const explanations: Record<string, Explanation> = {
  ECONNREFUSED: (settings) =>
    `nothing listens at ${hostOf(settings)}. Start the store there, or correct S3_ENDPOINT.`,
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  ...{ ETIMEDOUT: noAnswer, ECONNRESET: noAnswer, EHOSTUNREACH: noAnswer, ENETUNREACH: noAnswer },
  ...{ TimeoutError: noAnswer, AbortError: noAnswer },
  EPROTO: () => 'S3_ENDPOINT begins with https://, but the store speaks http there.',
  ...{ DEPTH_ZERO_SELF_SIGNED_CERT: badCertificate, SELF_SIGNED_CERT_IN_CHAIN: badCertificate },
  ...{ UNABLE_TO_VERIFY_LEAF_SIGNATURE: badCertificate, CERT_HAS_EXPIRED: badCertificate },
  ERR_TLS_CERT_ALTNAME_INVALID: badCertificate,
  ...{ InvalidAccessKeyId: unknownKey, XAdminUserNotFound: unknownKey },
  SignatureDoesNotMatch: () => 'S3_SECRET_ACCESS_KEY is not the secret of S3_ACCESS_KEY_ID. Correct it.',
  NoSuchBucket: ({ bucket }) => `there is no bucket ${bucket}. Create it, or correct S3_BUCKET.`,
  ...{ AccessDenied: noAccess, AllAccessDisabled: noAccess, Forbidden: noAccess },
  ...{ PermanentRedirect: otherRegion, AuthorizationHeaderMalformed: otherRegion },
  RequestTimeTooSkewed: () => 'the clock of this machine is wrong. Set it by NTP.',
}

/** Of stores that give it no name. */
const byStatus: Record<number, Explanation> = { 301: otherRegion, 403: noAccess }

/** Why this bucket cannot be used, and what to do. */
export function explain(settings: S3Settings, error: unknown): string {
  const { name, message, code } = error as Error & { code?: unknown }
  const { httpStatusCode = 0 } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {}
  const explanation = explanations[String(code)] ?? explanations[name] ?? byStatus[httpStatusCode]
  if (explanation) return explanation(settings, message)
  const status = httpStatusCode ? ` It answered ${httpStatusCode}.` : ''
  return `what is there does not answer as an S3 store (${name}: ${message}).${status} Correct S3_ENDPOINT.`
}
