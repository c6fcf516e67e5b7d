import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { timeAgo } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { sayError } from '../../ui/toasts.tsx'
import styles from './settings.module.css'

export function SessionList() {
  const client = useQueryClient()
  const queryKey = ['getSessions']
  const { data = [] } = useQuery({ queryKey, queryFn: ({ signal }) => call('getSessions', { signal }) })
  const end = useMutation({
    mutationFn: (id: string) => call('endSession', { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey }),
    onError: sayError,
  })
  return (
    <Section title={text.settings.sessions}>
      <ul className={styles.rows}>
        {data.map(({ _id, device, address, isCurrent, lastUsedAt }) => (
          <li key={_id} className={styles.row}>
            <div className={styles.words}>
              <p>{device}</p>
              <p className={styles.quiet}>
                {address} · {isCurrent ? text.settings.current : text.settings.lastUsed(timeAgo(lastUsedAt))}
              </p>
            </div>
            {!isCurrent && (
              <Button isSmall aria-label={text.settings.endSession(device)} onClick={() => end.mutate(_id)}>
                {text.nav.logOut}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
