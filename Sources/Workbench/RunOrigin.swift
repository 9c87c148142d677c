import Crypto
import Datasets
import Files
import Foundation
import Glibc
import Training

/// What a run was begun on: kept with it, and compared when it goes on.
struct RunOrigin: Codable, Equatable {
  /// SHA-256 over paths, contents, labels and weights of the pictures that could be read, in order.
  let dataDigest: String
  /// SHA-256 over names and values of the weights that the network was loaded with; `nil` where nothing was trained, and
  /// in runs of earlier builds.
  private(set) var weightsDigest: String?

  private static let name = "origin.json"

  /// Reads no file: the session has the digest of every picture, and the weights.
  init(of session: Session) {
    self.init(
      of: session.usable.map { session.dataset.items[$0] },
      contents: session.usable.map { session.digests.digests[$0] },
      classes: session.dataset.classes)
    var hash = SHA256()
    for (name, tensor) in session.parameters.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Data("\(name)\u{0}\(tensor.byteCount)\n".utf8))
      tensor.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    weightsDigest = Self.hexadecimal(hash.finalize())
  }

  /// - Parameters:
  ///   - items: That could be read.
  ///   - contents: Of each.
  init(of items: [Item], contents: [ImageDigest?], classes: [String]) {
    var hash = SHA256()
    for (item, digest) in zip(items, contents) {
      let label = classes[item.label]
      let contents = digest.map { Self.hexadecimal($0.bytes) } ?? ""
      let line = "\(item.relativePath)\u{0}\(contents)\u{0}\(label)\u{0}\(item.weight)\n"
      hash.update(data: Data(line.utf8))
    }
    dataDigest = Self.hexadecimal(hash.finalize())
  }

  /// As a run's folder holds it.
  /// - Throws: `FileError`, `DecodingError`.
  init(ofRun folder: String) throws {
    self = try JSONDecoder().decode(
      Self.self, from: Data(InputFile.contents(of: folder + "/" + Self.name)))
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// - Throws: ``WorkbenchError/otherData(path:)`` and ``WorkbenchError/otherWeights(path:)`` if a run that goes on
  ///   began with something else.
  func keepOrCompare(in folder: RunFolder, resuming: Bool) throws {
    defer { folder.record() }
    let path = folder.file(Self.name)
    // A run that was stopped before this was written had not trained on anything.
    guard resuming, access(path, F_OK) == 0 else { return try JSONFile.write(self, to: path) }
    let begun = try? Self(ofRun: folder.path)
    guard begun?.dataDigest == dataDigest else { throw WorkbenchError.otherData(path: folder.path) }
    guard let weights = begun?.weightsDigest else { return }
    guard weights == weightsDigest else { throw WorkbenchError.otherWeights(path: folder.path) }
  }
}
