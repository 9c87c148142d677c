import Files
import Glibc

/// Why features could not be kept. None of it need end a run: what was stored before stays valid,
/// and the features that were not stored are computed again.
public enum FeatureCacheError: Error, Equatable, CustomStringConvertible {
  /// The description names features that the format does not hold.
  case badDescription(String)
  /// Nothing more fits below the limit, since what is there is in use or the rows alone are too
  /// large.
  case limitReached(path: String, limit: Int, needed: Int)
  case diskFull(path: String)
  case file(FileError)

  public var description: String {
    switch self {
    case .badDescription(let problem):
      "feature cache: \(problem)"
    case .limitReached(let path, let limit, let needed):
      """
      \(path): the feature cache may hold \(limit) bytes and cannot take \(needed) more: \
      nothing else in it is free to go; raise --cache-limit
      """
    case .diskFull(let path):
      """
      \(path): the disk is full; features stored before stay valid; free some space, \
      or empty the cache with 'graft cache clear'
      """
    case .file(let error):
      "feature cache: \(error)"
    }
  }

  static func storing(_ error: FileError) -> FeatureCacheError {
    switch error {
    case .cannotWrite(let path, ENOSPC), .cannotWrite(let path, EDQUOT): .diskFull(path: path)
    default: .file(error)
    }
  }
}
