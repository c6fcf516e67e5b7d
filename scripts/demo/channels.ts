/** What the demo publishes. All is made by ffmpeg's own test sources, so nothing needs to be downloaded. */

export interface DemoVideo {
  title: string
  description: string
  tags: string[]
  seconds: number
  /** A lavfi graph with the outputs `[v]` and, where there is sound, `[a]`. */
  graph: string
  hasSound: boolean
  frameRate: number
}

export interface DemoChannel {
  username: string
  fullName: string
  bio: string
  /** Red, green and blue of the avatar as expressions of ffmpeg's `geq`, over X and Y from 0 to 511. */
  avatar: [string, string, string]
  videos: DemoVideo[]
}

/** Tones that last as long as asked, one expression a channel of sound. */
const tones = (seconds: number, ...expressions: string[]): string =>
  `aevalsrc=exprs='${expressions.join('|')}':s=48000:d=${seconds}`

const chord = (...hertz: number[]): string =>
  hertz.map((frequency) => `0.12*sin(2*PI*${frequency}*t)`).join('+')

/** Five notes, up and down again, four a second. */
const melody = '0.3*sin(2*PI*t*220*pow(2,floor(4*abs(mod(t,3)-1.5))*2/12))*exp(-3*mod(t,0.25))'

const mathematics: DemoChannel = {
  username: 'mathmotion',
  fullName: 'Mathematics in Motion',
  bio: 'Small rules, large pictures. No formula longer than a line.',
  avatar: ['40+90*(1+sin(hypot(X-256,Y-256)/14))', '30+0.2*X', '120+60*(1+sin(hypot(X-256,Y-256)/14))'],
  videos: [
    {
      title: 'A slow dive into the Mandelbrot set',
      description:
        'One formula, repeated for every point. The edge never becomes smooth, however near we come.\n\nWide picture, stereo.',
      tags: ['fractals', 'mandelbrot'],
      ...{ seconds: 20, frameRate: 25, hasSound: true },
      graph: `mandelbrot=s=854x480:rate=25:maxiter=250:start_scale=3:end_scale=0.05:end_pts=500,scale=1280:720[v];${tones(20, chord(110, 164.8, 220), chord(110.4, 164.2, 277.2))}[a]`,
    },
    {
      title: "Conway's Game of Life from a random start",
      description:
        'Three neighbours give birth, two or three keep alive, all else dies. What is left after a while moves or blinks.\n\nUpright picture, no sound.',
      tags: ['cellular automata', 'life'],
      ...{ seconds: 20, frameRate: 25, hasSound: false },
      graph:
        'life=s=180x320:rate=25:ratio=0.25:random_seed=7:mold=12:life_color=0xffd166:death_color=0x26547c:mold_color=0x0b132b,scale=720:1280:flags=neighbor[v]',
    },
    {
      title: 'Rule 110, a computer made of rows',
      description:
        'Each row follows from the one above it by eight small rules, and that is enough to compute anything.\n\nThe shape of old television, one channel of sound.',
      tags: ['cellular automata', 'computation'],
      ...{ seconds: 14, frameRate: 25, hasSound: true },
      graph: `cellauto=s=320x240:rate=25:rule=110:random_seed=3:ratio=0.4,scale=960:720:flags=neighbor[v];${tones(14, melody)}[a]`,
    },
  ],
}

const sounds: DemoChannel = {
  username: 'soundshape',
  fullName: 'Sound and Shape',
  bio: 'What you hear, drawn.',
  avatar: ['230', '120+80*sin(X/40+2*sin(Y/60))', '80+60*sin(Y/30)'],
  videos: [
    {
      title: 'Lissajous figures that you can hear',
      description:
        'The left ear moves the point sideways, the right ear up and down. Close intervals turn slowly.\n\nSquare picture, stereo.',
      tags: ['sound', 'lissajous'],
      ...{ seconds: 20, frameRate: 25, hasSound: true },
      graph: `${tones(20, '0.5*sin(2*PI*200*t)', '0.5*sin(2*PI*(300+0.4*floor(t/4))*t+PI/5)')},asplit[a][s];[s]avectorscope=s=720x720:rate=25:mode=lissajous_xy:draw=line:zoom=1.6:rc=60:gc=200:bc=255:rf=20:gf=12:bf=8,format=yuv420p[v]`,
    },
    {
      title: 'What a melody looks like',
      description:
        'Low notes on the left, high ones on the right, time running down.\n\nWide picture, one channel of sound.',
      tags: ['sound', 'spectrum'],
      ...{ seconds: 40, frameRate: 30, hasSound: true },
      graph: `${tones(40, melody)},asplit[a][s];[s]showcqt=s=640x360:fps=25:count=3:axis=0:sono_h=216:bar_h=144,scale=1280:720,format=yuv420p[v]`,
    },
  ],
}

const bench: DemoChannel = {
  username: 'testbench',
  fullName: 'The Test Bench',
  bio: 'Pictures that show what is wrong with a screen, a speaker or a player.',
  avatar: ['255*mod(floor(X/64)+floor(Y/64),2)', '180*mod(floor(X/64)+floor(Y/64),2)', '90'],
  videos: [
    {
      title: 'Colour bars and a tone: check your screen and your speakers',
      description:
        'All bars should be even. The tone is 1 kHz and should come from the middle.\n\nFull HD, one channel of sound.',
      tags: ['test picture', 'hd'],
      ...{ seconds: 10, frameRate: 25, hasSound: true },
      graph: `smptehdbars=s=1920x1080:rate=25[v];${tones(10, '0.2*sin(2*PI*1000*t)')}[a]`,
    },
    {
      title: 'Sixty pictures a second, with a counter',
      description:
        'If the counter stutters, the player drops pictures.\n\nWide picture, 60 frames a second, stereo.',
      tags: ['test picture', '60 fps'],
      ...{ seconds: 18, frameRate: 60, hasSound: true },
      graph: `testsrc2=s=1280x720:rate=60[v];${tones(18, chord(330), chord(440))}[a]`,
    },
    {
      title: 'Plasma, eight seconds, in a loop',
      description:
        'A picture of sines, small and short: it should start at once.\n\nSmall picture, no sound.',
      tags: ['plasma', 'loop'],
      ...{ seconds: 8, frameRate: 24, hasSound: false },
      graph:
        "nullsrc=s=160x90:rate=24,format=gbrp,geq=r='128+127*sin(X/18+2*PI*T/8)':g='128+127*sin((X+Y)/24+4*PI*T/8)':b='128+127*sin(hypot(X-80,Y-45)/9-2*PI*T/8)',scale=640:360[v]",
    },
  ],
}

export const channels: DemoChannel[] = [mathematics, sounds, bench]
