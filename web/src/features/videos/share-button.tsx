import { Link2, Share2, TimerReset } from 'lucide-react'
import type { RefObject } from 'react'
import type { VideoDetail } from '../../api/operations.ts'
import { hrefOf } from '../../router/match.ts'
import { text } from '../../text/text.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Menu, MenuButton } from '../../ui/menu.tsx'
import { say } from '../../ui/toasts.tsx'

interface ShareButtonProps {
  video: VideoDetail
  player: RefObject<HTMLVideoElement | null>
}

export function ShareButton({ video: { _id: videoId }, player }: ShareButtonProps) {
  const share = async (at: number): Promise<void> => {
    const search = at > 0 ? { t: String(at) } : {}
    const link = location.origin + hrefOf({ to: 'watch', params: { videoId }, search })
    await copy(link)
    say(text.watch.shareCopied)
  }
  return (
    <Menu
      label={text.watch.share}
      className={buttonClass({})}
      items={
        <>
          <MenuButton onClick={() => void share(0)}>
            <Link2 size={18} aria-hidden />
            {text.watch.shareLink}
          </MenuButton>
          <MenuButton onClick={() => void share(Math.floor(player.current?.currentTime ?? 0))}>
            <TimerReset size={18} aria-hidden />
            {text.watch.shareAt}
          </MenuButton>
        </>
      }
    >
      <Share2 size={18} aria-hidden />
      {text.watch.share}
    </Menu>
  )
}

const yes = (): boolean => true
const no = (): boolean => false

/** A page without https has no clipboard of its own, and one with it may be forbidden to use it. */
async function copy(words: string): Promise<void> {
  if (navigator.clipboard && (await navigator.clipboard.writeText(words).then(yes, no))) return
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = words
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
}
