/// What went wrong between a backbone's name, its weights and what of it is to train.
///
/// Files themselves throw `FileError`, their contents `WeightFileError`, weights that do not fit a
/// network `WeightMismatch`.
public enum BackboneError: Error, Equatable, CustomStringConvertible {
  case unknownArchitecture(name: String, nearest: String?)
  case unknownCard(name: String, nearest: String?)
  case invalidCard(file: String, reason: String)
  case notEmbedded(file: String)
  /// The weights are not on this machine; `advice` says how they get there.
  case weightsNotHere(card: String, path: String, advice: String)
  /// The weights cannot be downloaded by Graft; `advice` says how they get here.
  case notDownloadable(card: String, advice: String)
  /// - Parameter origin: The address or the path of the file.
  case wrongHash(origin: String, expected: String, found: String, advice: String)
  case wrongSize(path: String, expected: Int, found: Int)
  case freezing(FreezingProblem)

  case unsupportedAddress(String)
  case httpStatus(address: String, status: Int, advice: String)
  /// What was received stays on the disk, and the next attempt continues there.
  case connectionCut(address: String, received: Int, total: Int?, reason: String)
  case tooLarge(address: String, limit: Int)
  case insecureRedirect(from: String, to: String)
  case downloadUnderWay(path: String)

  public var description: String {
    switch self {
    case .unknownArchitecture(let name, let nearest):
      "no architecture \(name)\(Self.meaning(nearest))"
    case .unknownCard(let name, let nearest):
      "no pretrained backbone \(name)\(Self.meaning(nearest)) (`graft backbones list` shows all)"
    case .invalidCard(let file, let reason):
      "\(file): not a card: \(reason)"
    case .notEmbedded(let file):
      "\(file) is not among the files inside this program; it was built from an incomplete tree"
    case .weightsNotHere(let card, let path, let advice):
      "the weights of \(card) are not at \(path): \(advice)"
    case .notDownloadable(let card, let advice):
      "the weights of \(card) are not at an address of their own: \(advice)"
    case .wrongHash(let origin, let expected, let found, let advice):
      "\(origin): expected SHA-256 \(expected), found \(found); \(advice)"
    case .wrongSize(let path, let expected, let found):
      "\(path): expected \(expected) bytes, found \(found); copy or download it again"
    case .freezing(let problem):
      "\(problem)"
    case .unsupportedAddress(let address):
      "\(address): not an address that Graft fetches from; it starts with https:// or http://"
    case .httpStatus(let address, let status, let advice):
      "\(address): the server answered with status \(status); \(advice)"
    case .connectionCut(let address, let received, let total, let reason):
      "\(address): the connection ended after \(received) bytes"
        + (total.map { " of \($0)" } ?? "") + " (\(reason)); "
        + (received > 0 ? "they are kept, and the next attempt continues there" : "try again")
    case .tooLarge(let address, let limit):
      "\(address): sends more than the \(limit) bytes that were expected at most; nothing was kept"
    case .insecureRedirect(let from, let to):
      "\(from): redirects to \(to), which is not encrypted; nothing was fetched from there"
    case .downloadUnderWay(let path):
      "\(path): another process is downloading it; wait for that one"
    }
  }

  private static func meaning(_ nearest: String?) -> String {
    nearest.map { "; did you mean \($0)?" } ?? ""
  }
}
