import { readFile } from 'node:fs/promises'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { startPage } from './pages.ts'

const app = tinyApp([], { pages: startPage })

describe.each(['/', '/docs', '/docs/'])('the page at %s', (path) => {
  it('runs under a policy without inline scripts or styles', async () => {
    const { status, headers, text } = await request(app).get(path)
    expect(status).toBe(200)
    expect(headers['content-type']).toMatch('text/html')
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['content-security-policy']).not.toMatch('unsafe')
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/)
  })

  it('takes everything it shows from this server', async () => {
    const { text } = await request(app).get(path)
    const parts = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!)
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts.filter((address) => /\.\w+$/.test(address) && !address.startsWith('/api'))) {
      expect((await request(app).get(part)).status, part).toBe(200)
    }
    expect(parts.every((part) => part.startsWith('/'))).toBe(true)
  })
})

it('shows what users wrote as text alone', async () => {
  expect(await readFile(startPage['/start.js']!, 'utf8')).not.toMatch(
    /innerHTML|insertAdjacent|document\.write/,
  )
})

it('answers conditionally and compressed, and knows no other file', async () => {
  const first = await request(app).get('/start.css').set('Accept-Encoding', 'gzip')
  expect(first.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'no-cache' })
  const second = await request(app).get('/start.css').set('If-None-Match', String(first.headers.etag))
  expect(second.status).toBe(304)
  for (const path of ['/pages.ts', '/docs/package.json', '/docs/..%2fdocs.ts', '/index.html']) {
    expect((await request(app).get(path)).body.code, path).toBe('route_not_found')
  }
  expect((await request(app).post('/')).body.code).toBe('method_not_allowed')
})
