import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react'

/** So near to the edge of the window, the page scrolls along. */
const edge = 90
const scrollStep = 14

/**
 * Rows that are moved by a handle: with a pointer of any kind, or by arrows, Home and End while the handle has the
 * focus, which goes along. The rows are the children of `list`; `data-dragged` and `data-drop` on them are for styles.
 */
export function useSorting(onMove: (from: number, to: number) => void) {
  const list = useRef<HTMLOListElement>(null)
  const moved = useRef<{ row: Element; to: number } | null>(null)
  const latest = useRef(onMove)
  useLayoutEffect(() => {
    latest.current = onMove
    const { row, to } = moved.current ?? {}
    // It stands there once the new order is shown, which may be a moment later.
    if (!row || list.current?.children[to!] !== row) return
    row.querySelector<HTMLElement>('[data-handle]')?.focus()
    moved.current = null
  })

  // Made once: a row that does not change is not made anew because another one moves.
  const [handleProps] = useState(() => {
    const move = (from: number, to: number): void => {
      const rows = list.current?.children
      if (!rows || to === from || to < 0 || to >= rows.length) return
      moved.current = { row: rows[from]!, to }
      latest.current(from, to)
    }
    return (index: number) => ({
      'data-handle': true,
      onPointerDown: (event: PointerEvent): void => {
        if (event.button !== 0 || !list.current) return
        event.preventDefault()
        drag(list.current, index, event.clientY, (to) => move(index, to))
      },
      onKeyDown: (event: KeyboardEvent): void => {
        const last = (list.current?.children.length ?? 1) - 1
        const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: last }[event.key]
        if (to === undefined) return
        event.preventDefault()
        move(index, to)
      },
    })
  })
  return { list, handleProps }
}

/** Past React: a list of a thousand rows is not made anew for each step of the pointer. */
function drag(list: HTMLElement, from: number, startY: number, onDrop: (to: number) => void): void {
  const rows = () => [...list.children] as HTMLElement[]
  const row = rows()[from]!
  const ended = new AbortController()
  const began = startY + scrollY
  let pointerY = startY
  let to = from

  const follow = (): void => {
    to = placeOf(rows(), from, pointerY)
    row.dataset.dragged = ''
    row.style.transform = `translateY(${pointerY + scrollY - began}px)`
    for (const [index, one] of rows().entries()) {
      if (index === to && to !== from) one.dataset.drop = to < from ? 'before' : 'after'
      else delete one.dataset.drop
    }
  }
  const end = (isDropped: boolean): void => {
    ended.abort()
    delete row.dataset.dragged
    row.style.transform = ''
    for (const one of rows()) delete one.dataset.drop
    if (isDropped && list.isConnected) onDrop(to)
  }
  const scrollAlong = (): void => {
    if (ended.signal.aborted) return
    const step = pointerY < edge ? -scrollStep : pointerY > innerHeight - edge ? scrollStep : 0
    if (step !== 0 && row.dataset.dragged !== undefined) {
      scrollBy(0, step)
      follow()
    }
    requestAnimationFrame(scrollAlong)
  }
  const onMove = ({ clientY }: globalThis.PointerEvent): void => {
    pointerY = clientY
    follow()
  }
  const how = { signal: ended.signal }
  addEventListener('pointermove', onMove, how)
  addEventListener('pointerup', () => end(true), how)
  addEventListener('pointercancel', () => end(false), how)
  addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), how)
  requestAnimationFrame(scrollAlong)
}

/** The rows whose middle is above the pointer stand before it. */
function placeOf(rows: HTMLElement[], from: number, pointerY: number): number {
  let place = 0
  for (const [index, row] of rows.entries()) {
    if (index === from) continue
    const { top, height } = row.getBoundingClientRect()
    if (top + height / 2 > pointerY) break
    place++
  }
  return place
}
