import Glibc

/// The one folder where Graft keeps what it can make or fetch again.
///
/// - Source: XDG Base Directory Specification: `$XDG_CACHE_HOME`, by default `~/.cache`.
public struct CacheFolder: Hashable, Sendable {
  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// `$XDG_CACHE_HOME/graft`, or `graft` in `.cache` in the home folder. A relative
  /// `XDG_CACHE_HOME` is ignored, as the specification says.
  public static func standard(
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) -> CacheFolder {
    if let folder = environment("XDG_CACHE_HOME"), folder.hasPrefix("/") {
      return CacheFolder(path: folder + "/graft")
    }
    let home = environment("HOME").flatMap { $0.isEmpty ? nil : $0 } ?? homeOfUser()
    return CacheFolder(path: home + "/.cache/graft")
  }

  /// Where the files of one kind are, for example `backbones`. It may not exist.
  public func folder(_ name: String) -> String { path + "/" + name }

  /// The same folder, made if it does not exist.
  /// - Throws: ``FileError/cannotWrite(path:code:)``
  public func makeFolder(_ name: String) throws(FileError) -> String {
    let folder = folder(name)
    var made = ""
    for part in folder.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o777) != 0, errno != EEXIST else { continue }
      let code = errno
      // An existing folder in a read-only place answers EROFS or EACCES before EEXIST.
      guard access(made, F_OK) == 0 else { throw .cannotWrite(path: made, code: code) }
    }
    return folder
  }

  private static func homeOfUser() -> String {
    guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else { return "/tmp" }
    return String(cString: home)
  }
}
