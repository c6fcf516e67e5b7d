import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The other side of startChild: waits for the input, listens, and tells the address. */
export async function serveAsChild<Input>(
  build: (input: Input) => RequestListener | Promise<RequestListener>,
): Promise<void> {
  const [input] = (await once(process, 'message')) as [Input]
  const server = createServer(await build(input)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  process.once('SIGTERM', () => process.exit(0))
  process.once('disconnect', () => process.exit(0))
}
