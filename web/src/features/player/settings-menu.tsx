import { Check, Settings } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { text } from '../../text/text.ts'
import { Menu, MenuLine, menuItem } from '../../ui/menu.tsx'
import styles from './player.module.css'
import type { Playback } from './use-playback.ts'

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2]

interface SettingsMenuProps {
  video: RefObject<HTMLVideoElement | null>
  playback: Playback
}

/** Quality and speed. */
export function SettingsMenu({ video, playback }: SettingsMenuProps) {
  const { qualities, chosen, playing, choose } = playback
  const speed = useSpeed(video)
  const auto = playing ? text.player.autoNow(playing) : text.player.auto
  const choices = [{ level: -1, name: chosen === -1 ? auto : text.player.auto }, ...qualities]
  return (
    <Menu
      label={text.player.settings}
      className={styles.settings}
      items={
        <>
          {qualities.length > 0 && (
            <>
              <Group label={text.player.quality}>
                {choices.map(({ level, name }) => (
                  <Choice key={level} isChosen={level === chosen} onChoose={() => choose(level)}>
                    {name}
                  </Choice>
                ))}
              </Group>
              <MenuLine />
            </>
          )}
          <Group label={text.player.speed}>
            {speeds.map((rate) => (
              <Choice
                key={rate}
                isChosen={rate === speed}
                onChoose={() => {
                  if (video.current) video.current.playbackRate = rate
                }}
              >
                {rate === 1 ? text.player.normalSpeed : `${rate}×`}
              </Choice>
            ))}
          </Group>
        </>
      }
    >
      <Settings size={20} aria-hidden />
    </Menu>
  )
}

function useSpeed(video: RefObject<HTMLVideoElement | null>): number {
  const [speed, setSpeed] = useState(1)
  useEffect(() => {
    const element = video.current
    const onRate = (): void => setSpeed(element?.playbackRate ?? 1)
    element?.addEventListener('ratechange', onRate)
    return () => element?.removeEventListener('ratechange', onRate)
  }, [video])
  return speed
}

function Group({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of a menu is no fieldset
    <div role="group" aria-label={label}>
      <p className={styles.groupName} aria-hidden="true">
        {label}
      </p>
      {children}
    </div>
  )
}

interface ChoiceProps {
  isChosen: boolean
  onChoose(): void
  children: React.ReactNode
}

function Choice({ isChosen, onChoose, children }: ChoiceProps) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={isChosen}
      tabIndex={-1}
      className={menuItem}
      onClick={onChoose}
    >
      <Check size={16} aria-hidden style={{ visibility: isChosen ? undefined : 'hidden' }} />
      {children}
    </button>
  )
}
