import { appError } from '../errors.ts'
import { type MadePicture, makePicture, PictureError, type PictureKind } from './pictures.ts'

export interface UploadedPicture {
  path: string
  /** The media type that the client gave; empty: none. */
  declaredType: string
}

/**
 * The picture of a form's field, encoded anew. Throws `unsupported_file_type` for a file that does not even claim to
 * be a picture, `not_a_picture` or `picture_too_large` for one that is not what it claims.
 */
export async function takePicture(
  field: string,
  { path, declaredType }: UploadedPicture,
  kind: PictureKind,
): Promise<MadePicture[]> {
  if (!mayBePicture(declaredType)) {
    const message = `${field}: send a JPEG, PNG, WebP, GIF or AVIF, not ${declaredType}.`
    throw appError('unsupported_file_type', { message, errors: [{ path: field, message }] })
  }
  try {
    return await makePicture(path, kind)
  } catch (error) {
    if (!(error instanceof PictureError)) throw error
    const { code, message } = error
    throw appError(code, {
      message: `${field}: ${message}`,
      errors: [{ path: field, message }],
      cause: error,
    })
  }
}

/** Programs without a table of types say `application/octet-stream`; SVG is a document that can hold scripts. */
const mayBePicture = (declaredType: string): boolean =>
  /^(image\/(?!svg)[\w.+-]+|application\/octet-stream)?$/i.test(declaredType.split(';')[0]!.trim())
