import { startCloudinary } from './cloudinary/stand-in.ts'

/**
 * The stand-in for Cloudinary as a process of its own. Its argument is a port; it prints the settings of a server that keeps
 * its files there, a line each.
 */
const { env } = await startCloudinary({ port: Number(process.argv[2] ?? 0) })
for (const [name, value] of Object.entries(env)) console.log(`${name}=${value}`)
