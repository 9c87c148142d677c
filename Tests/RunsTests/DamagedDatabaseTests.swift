import Foundation
import GRDB
import Testing

@testable import Runs

@Suite struct DamagedDatabaseTests {
  enum Damage: String, CaseIterable {
    case garbage, header, middle, cut, empty, otherVersion, missingTable, wrongTypes
  }

  private func inflict(_ damage: Damage, on path: String) throws {
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    let url = URL(fileURLWithPath: path)
    var data = try Data(contentsOf: url)
    func sql(_ text: String) throws {
      try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: text) }
    }
    switch damage {
    case .garbage: data = Data("no database, for as long as anybody looks at it".utf8)
    case .header: data.replaceSubrange(20..<100, with: Data(repeating: 0xA5, count: 80))
    case .middle:
      data.replaceSubrange(4096..<data.count, with: Data(repeating: 0xA5, count: data.count - 4096))
    case .cut: data = data.prefix(data.count / 2)
    case .empty: data = Data()
    case .otherVersion: return try sql("PRAGMA user_version = 99")
    case .missingTable: return try sql("DROP TABLE measurement")
    case .wrongTypes:
      return try sql("UPDATE measurement SET name = x'00'; UPDATE run SET state = 'flying'")
    }
    try data.write(to: url)
  }

  @Test(arguments: Damage.allCases) func itIsMadeAnewWithTheSameAnswers(damage: Damage) throws {
    let fixture = try RunsFixture()
    for name in ["one", "two", "three"] { try fixture.makeRun(name, isFinished: name != "two") }
    let list = try fixture.store.list().runs
    let facts = try list.map { try fixture.store.facts(of: $0.name, hashing: true) }
    let path = fixture.file(RunStore.databaseName)
    try inflict(damage, on: path)
    #expect(try list.map { try fixture.store.facts(of: $0.name, hashing: true) } == facts)
    #expect(try fixture.store.list().runs == list)
    #expect(fixture.warnings.isEmpty == (damage == .empty), "\(fixture.warnings)")
    #expect(try RunDatabase(path: path).entries().count == 3)
    let before = fixture.warnings.count
    #expect(try list.map { try fixture.store.facts(of: $0.name, hashing: true) } == facts)
    #expect(fixture.warnings.count == before, "it is whole now")
  }

  @Test func theDatabaseOfAnotherProgramIsLeftAlone() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    let path = fixture.file(RunStore.databaseName)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE mine (a)") }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try fixture.store.list().runs.map(\.name) == ["one"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(fixture.warnings.contains { $0.contains("another program") })
  }

  @Test(arguments: ["folder", "link"]) func whatIsNoFileCostsOnlyTheDatabase(kind: String) throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    if kind == "folder" {
      try fixture.write("", to: RunStore.databaseName + "/file")
    } else {
      try fixture.write("precious", to: "elsewhere")
      try fixture.link(RunStore.databaseName, to: fixture.file("elsewhere"))
    }
    #expect(try fixture.store.list().runs.map(\.name) == ["one"])
    #expect(try fixture.store.facts(of: "one", hashing: true).results.rows.count == 3)
    fixture.store.record("one", hashing: true)
    #expect(fixture.warnings.contains { $0.contains("cannot be used") })
    if kind == "link" {
      let text = try String(contentsOfFile: fixture.file("elsewhere"), encoding: .utf8)
      #expect(text == "precious")
    }
  }
}
