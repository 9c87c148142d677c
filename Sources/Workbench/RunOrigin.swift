import Crypto
import Files
import Foundation

/// What a run was begun on: kept with it, and compared when it goes on.
struct RunOrigin: Codable, Equatable {
  /// SHA-256 over paths and labels of the pictures that could be read, in order.
  let dataDigest: String

  private static let name = "origin.json"

  init(of session: Session) {
    var hash = SHA256()
    for index in session.usable {
      let item = session.dataset.items[index]
      let label = session.dataset.classes[item.label]
      hash.update(data: Data("\(item.relativePath)\u{0}\(label)\u{0}\(item.weight)\n".utf8))
    }
    dataDigest = hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// - Throws: ``WorkbenchError/otherData(path:)`` if a run that goes on began with something else.
  func keepOrCompare(in folder: RunFolder, resuming: Bool) throws {
    let path = folder.file(Self.name)
    guard resuming else { return try JSONFile.write(self, to: path) }
    let begun = try? JSONDecoder().decode(
      Self.self, from: Data(InputFile.contents(of: path)))
    guard begun == self else { throw WorkbenchError.otherData(path: folder.path) }
  }
}
