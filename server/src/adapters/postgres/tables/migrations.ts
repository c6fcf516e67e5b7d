export interface MigrationTables {
  migrations: { id: number; name: string; applied_at: Date }
}
