import Files
import Tensors
import Testing
import WeightFiles

@testable import Training

@Suite struct CheckpointTests {
  private typealias Fixture = CheckpointFixture
  private typealias File = FeatureCacheFile

  private func written(_ fixture: Fixture) throws -> (path: String, bytes: [UInt8]) {
    let path = fixture.file("a.safetensors")
    try CheckpointFile.write(Fixture.checkpoint(epochs: 4, batches: 7), to: path)
    return (path, File.read(path))
  }

  @Test func whatIsReadIsWhatWasWritten() throws {
    let fixture = try Fixture()
    let path = try written(fixture).path
    let original = try Fixture.checkpoint(epochs: 4, batches: 7)
    let read = try CheckpointFile.read(path)
    #expect(read.position == CheckpointPosition(epochs: 4, batches: 7))
    #expect(Set(read.tensors.keys) == Set(original.tensors.keys))
    for (name, tensor) in original.tensors {
      let other = try #require(read.tensors[name])
      #expect(other.shape == tensor.shape && other.elementType == tensor.elementType)
      #expect(tensor.withUnsafeBytes(Array.init) == other.withUnsafeBytes(Array.init))
    }
    let state = try read.state(as: Fixture.State.self, path: path)
    #expect(state == Fixture.State(rate: 0.1 / 5, words: ["\"quoted\"", "é\n"]))
  }

  @Test func anyReaderOfSafetensorsSeesTheTensors() throws {
    let fixture = try Fixture()
    let contents = try Safetensors.read(path: written(fixture).path)
    #expect(contents.tensors["weight"]?.shape == [5, 12])
    #expect(contents.metadata["format"] == "graft checkpoint 1")
  }

  @Test func equalCheckpointsAreIdenticalFiles() throws {
    let fixture = try Fixture()
    let bytes = try written(fixture).bytes
    #expect(bytes.count > 500)
    #expect(try written(fixture).bytes == bytes)
  }

  @Test func aCutFileIsRefusedWhereverItIsCut() throws {
    let fixture = try Fixture()
    let (path, bytes) = try written(fixture)
    for count in Array(stride(from: 0, to: bytes.count, by: 97)) + [bytes.count - 1] {
      #expect(File.write(Array(bytes.prefix(count)), to: path))
      #expect(throws: (any Error).self, "\(count) bytes") { try CheckpointFile.read(path) }
    }
    for more in [[0], bytes] {
      #expect(File.write(bytes + more, to: path))
      #expect(throws: (any Error).self) { try CheckpointFile.read(path) }
    }
  }

  @Test func everyFlippedBitIsNoticed() throws {
    let fixture = try Fixture()
    let (path, bytes) = try written(fixture)
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 1 << (position % 8)
      #expect(File.write(damaged, to: path))
      #expect(throws: (any Error).self, "byte \(position)") { try CheckpointFile.read(path) }
    }
    #expect(File.write(bytes, to: path))
    #expect(throws: Never.self) { try CheckpointFile.read(path) }
  }

  @Test func theMessageSaysWhatIsWrong() throws {
    let fixture = try Fixture()
    let (path, bytes) = try written(fixture)
    func message(_ bytes: [UInt8]) throws -> String {
      #expect(File.write(bytes, to: path))
      do { _ = try CheckpointFile.read(path) } catch { return "\(error)" }
      return "accepted"
    }
    let cut = try message(bytes.dropLast(8))
    #expect(cut.contains("tensor data: expected 504 bytes") && cut.contains("found 496"))
    var flipped = bytes
    flipped[bytes.count - 1] ^= 1
    #expect(try message(flipped).contains("damaged: expected the SHA-256"))
    #expect(try message(Array("not a checkpoint".utf8)).contains("not a checkpoint"))
    // A file of weights that is no checkpoint.
    try Safetensors.write([:], to: path, metadata: ["epoch": String(repeating: "1", count: 100)])
    #expect(try message(File.read(path)).contains("not a checkpoint: expected a safetensors"))
    #expect(throws: FileError.missing(path: fixture.file("none"))) {
      try CheckpointFile.read(fixture.file("none"))
    }
  }

  @Test func aStateOfAnotherTypeIsAnError() throws {
    let path = try written(Fixture()).path
    let checkpoint = try Fixture.checkpoint(epochs: 1)
    #expect(throws: CheckpointError.self) { try checkpoint.state(as: [Int].self, path: path) }
  }

  @Test func aStateThatIsNotFiniteIsAnError() throws {
    #expect(throws: CheckpointError.self) {
      try Checkpoint(
        position: CheckpointPosition(epochs: 0), tensors: [:], state: ["loss": Double.infinity])
    }
  }
}
