const part = (name) => document.getElementById(name)

async function data(path) {
  const response = await fetch(path, { headers: { Accept: 'application/json' } })
  const body = await response.json()
  if (body.success === false) throw new Error(body.message)
  return body
}

async function showState() {
  try {
    const { status, checks } = await data('/health/ready')
    const reasons = Object.values(checks).flatMap(({ reason }) => (reason ? [reason] : []))
    const words = { ready: 'The server runs.', degraded: 'The server runs, but not everything does.' }
    part('state').textContent = [words[status] ?? 'The server is not ready.', ...reasons].join(' ')
  } catch {
    part('state').textContent = 'The server does not answer.'
  }
}

function clockTime(seconds) {
  if (!(seconds > 0)) return ''
  const whole = Math.round(seconds)
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const shown = parts[0] > 0 ? parts : parts.slice(1)
  return shown.map((value, index) => (index > 0 ? String(value).padStart(2, '0') : value)).join(':')
}

const byline = ({ owner, views, createdAt }) =>
  [owner?.fullName ?? owner?.username, `${views ?? 0} views`, new Date(createdAt).toLocaleDateString()].join(
    ' · ',
  )

function play(video) {
  const player = part('player')
  const screen = player.querySelector('video')
  screen.poster = video.thumbnail ?? ''
  screen.src = video.videoFile
  player.querySelector('h2').textContent = video.title
  player.querySelector('.byline').textContent = byline(video)
  player.hidden = false
  player.scrollIntoView({ behavior: 'smooth' })
  screen.play().catch(() => {})
}

function card(video) {
  const item = part('card').content.cloneNode(true)
  const picture = item.querySelector('img')
  if (video.thumbnail) picture.src = video.thumbnail
  else picture.remove()
  item.querySelector('.length').textContent = clockTime(video.duration)
  item.querySelector('.title').textContent = video.title
  item.querySelector('.byline').textContent = byline(video)
  item.querySelector('button').addEventListener('click', () => play(video))
  return item
}

async function showVideos() {
  try {
    const { data: page } = await data('/api/v1/videos?limit=12')
    const videos = Array.isArray(page) ? page : page.docs
    part('videos').replaceChildren(...videos.map(card))
    if (videos.length > 0) part('note').remove()
    else showHowToBegin()
  } catch (error) {
    part('note').textContent = `The videos cannot be shown: ${error.message}`
  }
}

function showHowToBegin() {
  const command = document.createElement('code')
  command.textContent = 'npm run demo'
  part('note').replaceChildren('There are none yet. ', command, ' makes a few.')
}

showState()
showVideos()
