/** The settings CLOUDINARY_*. */
export interface CloudinarySettings {
  cloudName: string
  apiKey: string
  apiSecret: string
  signature: 'sha1' | 'sha256'
  /** Where it is told what to do: `https://api.cloudinary.com`. */
  apiUrl: string
  /** Where its files are read, the name of the cloud included: `https://res.cloudinary.com/demo`. */
  deliveryUrl: string
}
