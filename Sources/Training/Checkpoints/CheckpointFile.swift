import Crypto
import Files
import Tensors
import WeightFiles

/// A checkpoint as a file: safetensors whose metadata are the format, the position, the state and a checksum.
///
/// The checksum is the SHA-256, in hexadecimal, of the whole file with 64 zeros in the checksum's place. Keys are
/// written in order, so the checksum comes first and always stands at the same place. Tensors are hashed
/// and written where they lie: nothing is held in memory twice.
enum CheckpointFile {
  static let format = "graft checkpoint 1"

  private enum Key {
    static let checksum = "checksum"
    static let epochs = "epochs"
    static let batches = "finishedBatches"
    static let format = "format"
    static let state = "state"
  }

  /// How every header begins.
  private static let opening = Array("{\"__metadata__\":{\"\(Key.checksum)\":\"".utf8)
  private static let checksumRange = 8 + opening.count..<8 + opening.count + 64
  private static let noChecksum = String(repeating: "0", count: 64)
  private static let chunkByteCount = 1 << 20

  /// - Throws: `WeightFileError.cannotStore(path:reason:advice:)`, `FileError`.
  static func write(_ checkpoint: Checkpoint, to path: String) throws {
    var layout = try Safetensors.layout(
      of: checkpoint.tensors,
      metadata: [
        Key.checksum: noChecksum, Key.format: format, Key.state: checkpoint.state,
        Key.epochs: "\(checkpoint.position.epochs)", Key.batches: "\(checkpoint.position.batches)",
      ], path: path)
    var hash = SHA256()
    hash.update(data: layout.head)
    for tensor in layout.tensors { tensor.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    layout.head.replaceSubrange(checksumRange, with: hexadecimal(hash.finalize()).utf8)
    try layout.write(to: path)
  }

  /// - Throws: ``CheckpointError`` or `WeightFileError` if the file is not a whole checkpoint, `FileError`,
  ///   `TensorError`.
  static func read(_ path: String) throws -> Checkpoint {
    let position = try verify(path)
    let contents = try Safetensors.read(path: path)
    guard let state = contents.metadata[Key.state] else {
      throw CheckpointError.unreadableState(path: path, problem: "it is not there")
    }
    return Checkpoint(position: position, tensors: contents.tensors, state: state)
  }

  /// Proves that every bit of a file is as it was written, without keeping its tensors.
  /// - Throws: As ``read(_:)``.
  static func verify(_ path: String) throws -> CheckpointPosition {
    let (expected, found) = try checksums(of: InputFile(path: path))
    guard expected == found else {
      // A cut file has a better explanation than its checksum; the whole it can no longer be.
      _ = try Safetensors.metadata(path: path)
      throw CheckpointError.wrongChecksum(path: path, expected: expected, found: found)
    }
    return try position(of: path)
  }

  /// Where the run stood, without a look at the rest of the file.
  /// - Throws: As ``read(_:)``.
  static func position(of path: String) throws -> CheckpointPosition {
    let metadata = try Safetensors.metadata(path: path)
    guard let found = metadata[Key.format] else {
      throw CheckpointError.notACheckpoint(path: path, found: "none that names its format")
    }
    guard found == format else {
      throw CheckpointError.unknownFormat(path: path, expected: format, found: found)
    }
    guard let epochs = metadata[Key.epochs].flatMap({ Int($0) }), epochs >= 0,
      let batches = metadata[Key.batches].flatMap({ Int($0) }), batches >= 0
    else { throw CheckpointError.notACheckpoint(path: path, found: "one without a position") }
    return CheckpointPosition(epochs: epochs, batches: batches)
  }

  /// The checksum that a file holds, and the one that its bytes have.
  private static func checksums(of file: InputFile) throws -> (expected: String, found: String) {
    guard file.byteCount >= checksumRange.upperBound else {
      throw CheckpointError.notACheckpoint(
        path: file.path, found: "\(file.byteCount) bytes, less than the beginning of one")
    }
    var start = try file.bytes(at: 0, count: checksumRange.upperBound)
    guard start[8..<checksumRange.lowerBound].elementsEqual(opening) else {
      throw CheckpointError.notACheckpoint(path: file.path, found: "another beginning")
    }
    let expected = String(decoding: start[checksumRange], as: UTF8.self)
    start.replaceSubrange(checksumRange, with: noChecksum.utf8)
    var hash = SHA256()
    hash.update(data: start)
    for offset in stride(from: start.count, to: file.byteCount, by: chunkByteCount) {
      hash.update(
        data: try file.bytes(at: offset, count: min(chunkByteCount, file.byteCount - offset)))
    }
    return (expected, hexadecimal(hash.finalize()))
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
