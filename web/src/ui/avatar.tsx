import styles from './avatar.module.css'

interface AvatarProps {
  owner: { fullName: string; avatar: string; avatarSmall: string }
  /** Pixels a side. */
  size: number
}

/** The picture of somebody whose name stands beside it. */
export function Avatar({ owner, size }: AvatarProps) {
  const source = size > 64 ? owner.avatar : owner.avatarSmall
  if (source) {
    return <img className={styles.avatar} src={source} alt="" width={size} height={size} loading="lazy" />
  }
  return (
    <span
      className={styles.avatar}
      style={{ inlineSize: size, blockSize: size, fontSize: size * 0.45 }}
      aria-hidden="true"
    >
      {firstLetter(owner.fullName)}
    </span>
  )
}

export const firstLetter = (name: string): string => {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return first?.segment.toUpperCase() ?? '?'
}
