import { Search } from 'lucide-react'
import type { FormEvent } from 'react'
import { fieldsOf } from '../../lib/form.ts'
import { preload } from '../../router/preload.ts'
import { navigate, useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import styles from './search-box.module.css'

export function SearchBox() {
  const { query = '' } = useSearch('search')
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const wanted = fieldsOf(event.currentTarget).query?.trim() ?? ''
    if (wanted) navigate({ to: 'search', search: { query: wanted } })
  }
  return (
    <search className={styles.box}>
      <form className={styles.form} action="/search" onSubmit={submit}>
        <input
          key={query}
          className={styles.input}
          type="search"
          name="query"
          defaultValue={query}
          placeholder={text.search.placeholder}
          aria-label={text.search.label}
          maxLength={100}
          autoComplete="off"
          enterKeyHint="search"
          dir="auto"
          onFocus={() => preload('search')}
        />
        <Button type="submit" className={styles.button} look="plain" aria-label={text.search.submit}>
          <Search size={19} aria-hidden />
        </Button>
      </form>
    </search>
  )
}
