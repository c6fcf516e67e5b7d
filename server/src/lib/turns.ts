export type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** Works of one name run one after the other, whatever becomes of those before; works of different names do not wait. */
export function createTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>()

  return async (name, work) => {
    const before = last.get(name)
    const mine = before ? before.then(work, work) : work()
    last.set(name, mine)
    try {
      return await mine
    } finally {
      if (last.get(name) === mine) last.delete(name)
    }
  }
}
