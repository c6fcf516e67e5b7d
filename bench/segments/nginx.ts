import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { freePort } from '../../server/test/support/programs.ts'

/** nginx with one worker on the folder of a file; null where there is none installed. */
export async function startNginx(
  file: string,
  folder: string,
): Promise<{ url: string; stop(): Promise<void> } | null> {
  const port = await freePort()
  await mkdir(folder, { recursive: true })
  const settings = join(folder, 'nginx.conf')
  await writeFile(
    settings,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log; user root;
     events { worker_connections 256; }
     http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type video/iso.segment;
       client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
       uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
       server { listen 127.0.0.1:${port}; location / { root ${dirname(file)}; } } }`,
  )
  const child = spawn('nginx', ['-p', folder, '-c', settings], { stdio: 'ignore' })
  // `once` rejects when there is no such program.
  const started = await once(child, 'spawn').then(
    () => true,
    () => false,
  )
  if (!started) return null
  const gone = once(child, 'close')
  const url = `http://127.0.0.1:${port}/${basename(file)}`
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(url).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) {
      return {
        url,
        async stop() {
          child.kill('SIGQUIT')
          await gone
        },
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill('SIGKILL')
  return null
}
