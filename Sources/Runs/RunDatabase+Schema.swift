import GRDB

extension RunDatabase {
  /// `Grft`: tells our files from other programs'.
  static let applicationID = 0x4772_6674
  /// Goes up with every change below. There is no migration: another version is made anew from the folders.
  static let version = 2

  static func makeSchema(_ database: Database) throws {
    try database.create(table: "run") { table in
      table.primaryKey("name", .text)
      for column in ["command", "state", "started", "configuration", "stamp", "problems"] {
        table.column(column, .text).notNull()
      }
      for column in ["data", "dataDigest", "backbone", "freeze", "metricsOn", "error"] {
        table.column(column, .text)
      }
      for column in [
        "seconds", "accuracy", "balancedAccuracy", "macroF1", "logLoss", "intervalLow",
        "intervalHigh",
      ] {
        table.column(column, .double)
      }
      table.column("epochs", .integer)
      table.column("resultRows", .integer).notNull()
      table.column("byteCount", .integer).notNull()
    }
    // One row a number: tables have other columns for other commands, and get more. A run's `source` is `results`; a
    // cross-validation has the epochs inside its folds besides, as `epochs`.
    try database.create(table: "measurement", options: .withoutRowID) { table in
      table.belongsTo("run", onDelete: .cascade).notNull()
      table.column("source", .text).notNull()
      table.column("line", .integer).notNull()
      table.column("place", .integer).notNull()
      for column in ["repeat", "fold", "epoch"] { table.column(column, .integer) }
      table.column("name", .text).notNull()
      // Without a type: numbers stay numbers, text stays text.
      table.column("value")
      table.primaryKey(["runName", "source", "line", "place"])
    }
    try database.create(table: "artifact", options: .withoutRowID) { table in
      table.belongsTo("run", onDelete: .cascade).notNull()
      table.column("path", .text).notNull()
      table.column("byteCount", .integer).notNull()
      table.column("modified", .integer).notNull()
      table.column("sha256", .text)
      table.primaryKey(["runName", "path"])
    }
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(version)")
  }
}
