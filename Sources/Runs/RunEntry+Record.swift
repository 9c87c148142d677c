import GRDB

/// A row of the table `run`; its columns are named after the properties.
extension RunEntry: FetchableRecord, PersistableRecord {
  public static var databaseTableName: String { "run" }
}
