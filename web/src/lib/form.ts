import type { FormEvent } from 'react'

/** The texts of a form by their names. */
export function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(entries)
}

/** `<form onSubmit={submitting(send)}>`: what the fields hold, and the page stays. */
export const submitting =
  (send: (fields: Record<string, string>) => void) =>
  (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    send(fieldsOf(event.currentTarget))
  }

/** Puts the focus on the first field that is wrong, once its message is there. */
export function focusFirstWrong(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
