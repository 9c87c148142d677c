import Crypto
import Files
import Foundation
import Glibc

/// What a run was begun on: kept with it, and compared when it goes on.
struct RunOrigin: Codable, Equatable {
  /// SHA-256 over paths, contents, labels and weights of the pictures that could be read, in order.
  let dataDigest: String

  private static let name = "origin.json"

  /// Reads nothing: the session has the digest of every picture.
  init(of session: Session) {
    var hash = SHA256()
    for index in session.usable {
      let item = session.dataset.items[index]
      let label = session.dataset.classes[item.label]
      let contents = session.digests.digests[index].map { Self.hexadecimal($0.bytes) } ?? ""
      let line = "\(item.relativePath)\u{0}\(contents)\u{0}\(label)\u{0}\(item.weight)\n"
      hash.update(data: Data(line.utf8))
    }
    dataDigest = Self.hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// - Throws: ``WorkbenchError/otherData(path:)`` if a run that goes on began with something else.
  func keepOrCompare(in folder: RunFolder, resuming: Bool) throws {
    defer { folder.record() }
    let path = folder.file(Self.name)
    // A run that was stopped before this was written had not trained on anything.
    guard resuming, access(path, F_OK) == 0 else { return try JSONFile.write(self, to: path) }
    let begun = try? JSONDecoder().decode(
      Self.self, from: Data(InputFile.contents(of: path)))
    guard begun == self else { throw WorkbenchError.otherData(path: folder.path) }
  }
}
