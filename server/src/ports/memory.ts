/** What all processes of a site remember for a while. It may be forgotten at any time. */
export interface Memory {
  /**
   * Puts a value under a key and answers the one that stood there; null: there was none, or it is forgotten. Twenty at once
   * stand in some order, and each is answered once. Never throws.
   */
  swap(key: string, value: string, ttlMs: number): Promise<string | null>
}
