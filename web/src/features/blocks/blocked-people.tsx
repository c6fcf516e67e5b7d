import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { endless, uniqueRows } from '../../api/pages.ts'
import { shownName } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Endless } from '../../ui/endless.tsx'
import { Section } from '../../ui/section.tsx'
import { sayError } from '../../ui/toasts.tsx'
import styles from './blocks.module.css'

export function BlockedPeople() {
  const client = useQueryClient()
  const query = useInfiniteQuery(endless('getBlockedUsers', {}))
  const unblock = useMutation({
    mutationFn: (userId: string) => call('unblockUser', { params: { userId } }),
    onSuccess: () => client.invalidateQueries(),
    onError: sayError,
  })
  const people = uniqueRows(query.data)
  return (
    <Section title={text.settings.blocked}>
      {query.data && people.length === 0 && <p className={styles.quiet}>{text.settings.nobodyBlocked}</p>}
      <ul className={styles.rows}>
        {people.map((one) => (
          <li key={one._id} className={styles.row}>
            <Avatar owner={one} size={36} />
            <bdi className={styles.name}>{shownName(one.fullName)}</bdi>
            <Button
              isSmall
              aria-label={text.settings.unblock(one.fullName)}
              onClick={() => unblock.mutate(one._id)}
            >
              {text.channel.unblock}
            </Button>
          </li>
        ))}
      </ul>
      <Endless query={query} />
    </Section>
  )
}
