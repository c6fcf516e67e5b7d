import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { hasProgram, programPath } from './programs.ts'

const run = promisify(execFile)
export const nginxFolder = join(import.meta.dirname, '../../../deploy/nginx')
export const hasNginx = (): boolean => hasProgram('nginx') && hasProgram('openssl')

interface Given {
  /** As PUBLIC_URL names it. */
  port: number
  /** Where the web processes listen. */
  web: number[]
  /** DATA_DIR/media. */
  mediaFolder?: string
  /**
   * With another list of processes nginx closes the connections that wait for a request. Browsers then ask again, Node's
   * `fetch` does not: for such a client no connection waits.
   */
  keepsConnections?: boolean
}

export interface Nginx {
  url: string
  /** What it has written of requests, and of what went wrong. */
  logs(): Promise<{ requests: string; errors: string }>
  /** The certificate that it made for itself. */
  certificate: string
  /** Asks these web processes from now on, and waits until requests to the others have ended. */
  use(web: number[]): Promise<void>
  stop(): Promise<void>
  folder: string
  /** `nginx -t` on another site of deploy/nginx, with these values; throws what it says. */
  takes(name: string, own: Own): Promise<void>
}

/** What an operator writes in the place of an example. */
type Own = [example: RegExp, value: string][]

/** The site of deploy/nginx as it stands there, with the values that its operator would write. */
export async function startNginx({
  port,
  web,
  mediaFolder = '/nonexistent',
  keepsConnections = true,
}: Given): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-nginx-'))
  const nginx = programPath('nginx') ?? 'nginx'
  await cp(join(nginxFolder, 'reelbase'), join(folder, 'reelbase'), { recursive: true })
  await mkdir(join(folder, 'temp'))
  const certificate = await makeCertificate(folder)
  await writeFile(join(folder, 'nginx.conf'), around(folder, keepsConnections))
  const write = async (ports: number[]) =>
    writeFile(join(folder, 'site.conf'), await siteOf({ port, web: ports, mediaFolder }, folder))
  const asNginx = (...args: string[]) => run(nginx, ['-p', folder, '-c', join(folder, 'nginx.conf'), ...args])

  await write(web)
  await asNginx('-t')
  const child = spawn(nginx, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' })
  const gone = once(child, 'exit')
  try {
    await answers(port)
  } catch (error) {
    child.kill('SIGTERM')
    throw error
  }

  return {
    url: `https://127.0.0.1:${port}`,
    certificate,
    async logs() {
      const read = (name: string) => readFile(join(folder, name), 'utf8')
      return { requests: await read('requests.log'), errors: await read('errors.log') }
    },
    folder,
    async takes(name, own) {
      await writeFile(join(folder, 'site.conf'), await filledIn(name, own))
      await asNginx('-t')
    },
    async use(ports) {
      const former = new Set(await workersOf(child.pid!))
      await write(ports)
      await asNginx('-s', 'reload')
      for (;;) {
        const now = await workersOf(child.pid!)
        if (now.some((pid) => !former.has(pid)) && !now.some((pid) => former.has(pid))) return
        await pause()
      }
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What Debian's own nginx.conf does, below a folder of ours. */
const around = (folder: string, keepsConnections: boolean): string => `
daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/errors.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 512; }
http {
  default_type application/octet-stream;
  ${keepsConnections ? '' : 'keepalive_timeout 0;'}
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temp/${name};`).join('\n  ')}
  include site.conf;
}`

const siteOf = (
  { port, web, mediaFolder }: Required<Pick<Given, 'port' | 'web' | 'mediaFolder'>>,
  folder: string,
): Promise<string> =>
  filledIn('site.conf', [
    [
      /server 127\.0\.0\.1:5000 .*/,
      web.map((at) => `server 127.0.0.1:${at} max_fails=3 fail_timeout=2s;`).join('\n  '),
    ],
    [/listen 80;\n {2}listen \[::\]:80;/, `listen unix:${folder}/plain.sock;`],
    [/listen 443 (.*)\n.*listen \[::\].*/, `listen 127.0.0.1:${port} $1`],
    [/\/etc\/letsencrypt\/live\/videos\.example\.org\//g, `${folder}/`],
    [/\/var\/cache\/reelbase-lists/, `${folder}/lists`],
    [/\/var\/log\/nginx\/reelbase\.log/g, `${folder}/requests.log`],
    [/\/var\/lib\/reelbase\/media/, mediaFolder],
  ])

/** The example with one's own values; one that is not found there any more is a mistake. */
async function filledIn(name: string, own: Own): Promise<string> {
  let text = await readFile(join(nginxFolder, name), 'utf8')
  for (const [example, value] of own) {
    if (text.search(example) < 0) throw new Error(`deploy/nginx/${name} holds no ${example}`)
    text = text.replace(example, value)
  }
  return text
}

async function makeCertificate(folder: string): Promise<string> {
  const [key, certificate] = [join(folder, 'privkey.pem'), join(folder, 'fullchain.pem')]
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...[
      '-subj',
      '/CN=127.0.0.1',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
  ])
  return readFile(certificate, 'utf8')
}

async function workersOf(pid: number): Promise<string[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.split(' ').filter(Boolean)
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const ask = request(
        { port, host: '127.0.0.1', path: '/-/errors/404', rejectUnauthorized: false },
        (res) => {
          res.resume()
          resolve(true)
        },
      )
      ask.on('error', () => resolve(false)).end()
    })
    if (isThere) return
    await pause()
  }
  throw new Error('nginx does not answer')
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50))
