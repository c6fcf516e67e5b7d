import { linkedText } from '../lib/linked-text.ts'
import styles from './linked-text.module.css'

interface LinkedTextProps {
  children: string
  /** Where moments such as 1:23 lead; without it they are text. */
  onSeek?(seconds: number): void
}

/** What somebody wrote, with its addresses as links. */
export function LinkedText({ children, onSeek }: LinkedTextProps) {
  return (
    <span className={styles.text} dir="auto">
      {linkedText(children).map((part, index) => {
        const key = `${index}`
        if (part.kind === 'link') {
          return (
            <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
              {part.text}
            </a>
          )
        }
        if (part.kind === 'moment' && onSeek) {
          return (
            <button key={key} type="button" className={styles.moment} onClick={() => onSeek(part.seconds)}>
              {part.text}
            </button>
          )
        }
        return part.text
      })}
    </span>
  )
}
