import GRDB
import Glibc

/// The SQLite file: what the folders said when they were last read. Many processes read it while others write.
struct RunDatabase {
  enum Problem: Error {
    /// Made by another version of Graft.
    case otherVersion
    /// Made by another program.
    case foreign
  }

  private let queue: DatabaseQueue
  /// Tells this file from one that took its name later.
  let file: ino_t

  /// Opens or makes it.
  /// - Throws: ``Problem``, `DatabaseError`.
  init(path: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      if id == 0, tables == 0 {
        // Before the write-ahead log, so that the file says what it is from its first byte on.
        try database.inTransaction(.immediate) {
          try Self.makeSchema(database)
          return .commit
        }
      } else if id != Self.applicationID {
        throw Problem.foreign
      } else if try Int.fetchOne(database, sql: "PRAGMA user_version") != Self.version {
        throw Problem.otherVersion
      }
      // Readers do not wait for a writer, nor it for them.
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      // A power cut may lose the last rows; the folders have them.
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    var status = stat()
    file = lstat(path, &status) == 0 ? status.st_ino : 0
  }

  /// Whether an error says that the file is not what it should be, rather than that it cannot be used now.
  static func isDamage(_ error: any Error) -> Bool {
    switch error {
    case Problem.otherVersion: true
    case is RowDecodingError, is DecodingError: true
    case let error as DatabaseError:
      // The last three: tables that are not as they were made.
      [
        .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT,
      ].contains(error.resultCode)
    default: false
    }
  }

  // MARK: Reading

  func entries() throws -> [String: RunEntry] {
    try queue.read { database in
      let entries = try RunEntry.fetchAll(database)
      return Dictionary(entries.map { ($0.name, $0) }) { $1 }
    }
  }

  /// - Returns: `nil` unless it knows the run as it is now.
  func facts(of name: String, stamp: String) throws -> RunFacts? {
    try queue.read { database in
      guard let entry = try RunEntry.fetchOne(database, key: name), entry.stamp == stamp else {
        return nil
      }
      return RunFacts(
        entry: entry, results: try Self.results(.results, of: name, in: database),
        epochs: try Self.results(.epochs, of: name, in: database),
        files: try Self.files(of: name, in: database))
    }
  }

  private static func files(of name: String, in database: Database) throws -> [RunFile] {
    try Row.fetchAll(
      database,
      sql: "SELECT path, byteCount, modified, sha256 FROM artifact WHERE runName = ? ORDER BY path",
      arguments: [name]
    ).map { row in
      RunFile(
        path: try value(row, 0), byteCount: try value(row, 1), modified: try value(row, 2),
        sha256: String.fromDatabaseValue(row[3]))
    }.sorted { $0.path < $1.path }
  }

  /// A run's tables.
  private enum Source: String {
    case results
    case epochs
  }

  private static func results(
    _ source: Source, of name: String, in database: Database
  ) throws -> RunResults {
    var columns: [String] = []
    var rows: [[RunResults.Cell]] = []
    let cells = try Row.fetchCursor(
      database,
      sql:
        "SELECT line, place, name, value FROM measurement WHERE runName = ? AND source = ? ORDER BY line, place",
      arguments: [name, source.rawValue])
    while let cell = try cells.next() {
      let line: Int = try value(cell, 0)
      if line == 0 { columns.append(try value(cell, 2)) }
      if line == rows.count { rows.append([]) }
      guard line == rows.count - 1, try value(cell, 1) == rows[line].count,
        rows[line].count < columns.count
      else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "rows of \(name)") }
      rows[line].append(RunResults.Cell(cell[3] as DatabaseValue))
    }
    return RunResults(columns: columns, rows: rows)
  }

  /// A column's value; a subscript of the row would trap where a damaged file has another type.
  private static func value<Value: DatabaseValueConvertible>(
    _ row: Row, _ column: Int
  ) throws -> Value {
    guard let value = Value.fromDatabaseValue(row[column]) else {
      throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "column \(column)")
    }
    return value
  }

  // MARK: Writing

  /// Takes over what is new of some runs, and forgets others. Hashes of files that did not change are kept.
  func update(_ runs: [RunFacts], forgetting gone: [String]) throws {
    try queue.inTransaction(.immediate) { database in
      for name in gone { try RunEntry.deleteOne(database, key: name) }
      for run in runs {
        let name = run.entry.name
        let known = Dictionary(
          try Self.files(of: name, in: database).map { ($0.path, $0) }
        ) { $1 }
        try RunEntry.deleteOne(database, key: name)
        try run.entry.insert(database)
        for var file in run.files {
          if let old = known[file.path], old.isUnchanged(from: file) {
            file.sha256 = file.sha256 ?? old.sha256
          }
          try database.cachedStatement(sql: "INSERT INTO artifact VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [name, file.path, file.byteCount, file.modified, file.sha256])
        }
        try Self.insert(run.results, .results, of: name, into: database)
        try Self.insert(run.epochs, .epochs, of: name, into: database)
      }
      return .commit
    }
  }

  private static func insert(
    _ results: RunResults, _ source: Source, of name: String, into database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT INTO measurement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for (line, row) in results.rows.enumerated() {
      let keys = ["repeat", "fold", "epoch"].map { results.whole($0, row: line) }
      for (place, cell) in row.enumerated() {
        try statement.execute(arguments: [
          name, source.rawValue, line, place, keys[0], keys[1], keys[2], results.columns[place],
          cell.databaseValue,
        ])
      }
    }
  }
}
