/** The embedded PostgreSQL cannot run; the message is a sentence that tells the operator what to do. */
export class EmbeddedPostgresProblem extends Error {
  override name = 'EmbeddedPostgresProblem'
}

/** Another server runs on this data folder. */
export class DataFolderInUse extends EmbeddedPostgresProblem {
  override name = 'DataFolderInUse'

  constructor(folder: string) {
    super(
      `Another Reelbase server is using the data folder ${folder}. Stop that one first, or give this one a folder ` +
        'of its own (DATA_DIR). Several servers for one site need a database of their own: DATABASE_URL.',
    )
  }
}
