/**
 * Where uploads lie until somebody takes them over. Each process has a folder of its own there and renews a
 * lease on it while it lives; whoever sweeps removes only folders whose lease has run out.
 */
export interface Staging {
  /** A path at which nothing lies yet, in this process's folder. */
  newPath(): Promise<string>
  /** Bytes that may still be written before the reserve is touched; zero or less when there is no room. */
  roomBytes(): Promise<number>
  /** Removes the folders of processes that are gone, and says how many. */
  sweep(): Promise<number>
  /** Removes this process's folder with all that is left in it. */
  close(): Promise<void>
}
