/** Whether a process of this number runs, whoever's it is. */
export function isAlive(pid: number): boolean {
  // 0 and negative numbers would ask for groups of processes.
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
