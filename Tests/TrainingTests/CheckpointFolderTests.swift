import Tensors
import Testing

@testable import Training

@Suite struct CheckpointFolderTests {
  private typealias Fixture = CheckpointFixture
  private typealias File = FeatureCacheFile

  private func save(_ epochs: Range<Int>, in folder: CheckpointFolder, best: Int? = nil) throws {
    for epoch in epochs {
      try folder.save(Fixture.checkpoint(epochs: epoch), isBest: epoch == best)
    }
  }

  /// Changes one bit in the middle of the tensors.
  private func damage(_ path: String) {
    var bytes = File.read(path)
    #expect(bytes.count > 100)
    bytes[bytes.count - 100] ^= 1
    #expect(File.write(bytes, to: path))
  }

  private func load(_ folder: CheckpointFolder) throws -> (epochs: Int, reports: [String]) {
    var reports: [String] = []
    let loaded = try folder.load { reports.append($0) }
    return (loaded.checkpoint.position.epochs, reports)
  }

  @Test func onlyLastAndBestAreKeptUnlessMoreIsAskedFor() throws {
    let fixture = try Fixture()
    let folder = fixture.folder()
    try save(1..<6, in: folder, best: 2)
    #expect(try fixture.names == ["best.safetensors", "last.safetensors"])
    #expect(try load(folder) == (5, []))
    #expect(try folder.loadBest().position.epochs == 2)
  }

  @Test func theLastFewAreKept() throws {
    let fixture = try Fixture()
    let folder = fixture.folder(keeping: 3)
    try save(1..<3, in: folder)
    #expect(try fixture.names == ["epoch-1.safetensors", "last.safetensors"])
    try save(3..<8, in: folder)
    #expect(
      try fixture.names == ["epoch-5.safetensors", "epoch-6.safetensors", "last.safetensors"])
    for epoch in 5...6 {
      #expect(
        try CheckpointFile.read(fixture.file("epoch-\(epoch).safetensors")).position.epochs == epoch
      )
    }
  }

  @Test func positionsInsideAnEpochAreKeptInOrder() throws {
    let fixture = try Fixture()
    let folder = fixture.folder(keeping: 3)
    for (epochs, batches) in [(9, 0), (9, 17), (10, 0), (10, 3)] {
      try folder.save(Fixture.checkpoint(epochs: epochs, batches: batches), isBest: false)
    }
    #expect(
      try fixture.names == [
        "epoch-10.safetensors", "epoch-9-batch-17.safetensors", "last.safetensors",
      ])
  }

  @Test func aDamagedLastIsReportedAndTheNewestIntactOneTaken() throws {
    let fixture = try Fixture()
    let folder = fixture.folder(keeping: 3)
    try save(1..<6, in: folder, best: 2)
    damage(folder.last)
    let loaded = try load(folder)
    #expect(loaded.epochs == 4)
    #expect(loaded.reports.count == 2)
    #expect(loaded.reports.first?.contains("last.safetensors: damaged") == true)
    #expect(loaded.reports.last?.contains("epoch-4.safetensors") == true)
    damage(fixture.file("epoch-4.safetensors"))
    #expect(try load(folder).epochs == 3)
    damage(fixture.file("epoch-3.safetensors"))
    let best = try load(folder)
    #expect(best.epochs == 2)
    #expect(best.reports.count == 4)
    damage(folder.best)
    #expect { try folder.load { _ in Issue.record("nothing is taken") } } throws: { error in
      guard case CheckpointError.noneIntact(_, let problems) = error else { return false }
      return problems.count == 4
    }
  }

  @Test func lastAndBestAreFilesOfTheirOwn() throws {
    let fixture = try Fixture()
    let folder = fixture.folder()
    try save(1..<2, in: folder, best: 1)
    #expect(File.read(folder.last) == File.read(folder.best))
    damage(folder.last)
    #expect(try load(folder).epochs == 1)
  }

  @Test func aRunThatWentBackOvertakesWhatItLeft() throws {
    let fixture = try Fixture()
    let folder = fixture.folder(keeping: 4)
    try save(1..<8, in: folder)
    damage(folder.last)
    damage(fixture.file("epoch-6.safetensors"))
    #expect(try load(folder).epochs == 5)
    try save(6..<7, in: folder)
    #expect(
      try fixture.names == ["epoch-4.safetensors", "epoch-5.safetensors", "last.safetensors"])
    try save(7..<9, in: folder)
    #expect(try load(folder) == (8, []))
    #expect(throws: Never.self) { try CheckpointFile.verify(fixture.file("epoch-6.safetensors")) }
  }

  @Test func whatAKilledRunWasWritingGoesWithTheNextSave() throws {
    let fixture = try Fixture()
    let folder = fixture.folder()
    try save(1..<2, in: folder)
    #expect(File.write([1, 2, 3], to: folder.last + ".aB3xYz"))
    #expect(File.write([1], to: fixture.file("notes.txt")))
    #expect(try load(folder) == (1, []))
    try save(2..<3, in: folder)
    #expect(try fixture.names == ["last.safetensors", "notes.txt"])
  }

  @Test func anEmptyFolderHasNone() throws {
    let fixture = try Fixture()
    for folder in [fixture.folder(), CheckpointFolder(path: fixture.file("none"))] {
      #expect(throws: CheckpointError.noneIntact(folder: folder.path, problems: [])) {
        try folder.load { _ in }
      }
    }
  }

  @Test(arguments: ["epoch-3", "epoch-0", "epoch-12-batch-7"])
  func namesOfPositionsAreReadBack(name: String) {
    #expect(CheckpointPosition(name: name)?.name == name)
  }

  @Test(arguments: ["last", "epoch-", "epoch-03", "epoch--1", "epoch-1-batch-0", "epoch-1-step-2"])
  func otherNamesAreNoPositions(name: String) {
    #expect(CheckpointPosition(name: name) == nil)
  }
}
