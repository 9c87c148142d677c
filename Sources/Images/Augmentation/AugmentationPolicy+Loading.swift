import Embedded
import Files

extension AugmentationPolicy {
  /// The policies that travel inside the program.
  public static let names = [
    "none", "flip", "light", "standard", "strong", "document", "top-down", "industrial",
    "rand-augment", "trivial-augment", "aug-mix", "timm",
  ]

  /// No augmentation: every view is the picture as evaluation sees it.
  public static let none = AugmentationPolicy(
    name: "none", description: "Every view is the picture as it is.", operations: [])

  /// - Parameter name: One of ``names``.
  /// - Throws: ``ImageError/unknownPolicy(name:known:)``.
  public static func named(_ name: String) throws(ImageError) -> AugmentationPolicy {
    let file = "\(name).yaml"
    guard names.contains(name), let bytes = EmbeddedFiles.bytes(named: file) else {
      throw .unknownPolicy(name: name, known: names)
    }
    return try AugmentationPolicy(yaml: String(decoding: bytes, as: UTF8.self), source: file)
  }

  /// - Throws: `FileError` if the file cannot be read, ``ImageError/invalidPolicy(source:line:problem:)``.
  public static func load(path: String) throws -> AugmentationPolicy {
    let file = try InputFile(path: path)
    guard file.byteCount <= maximumFileByteCount else {
      throw ImageError.invalidPolicy(
        source: path, line: nil,
        problem: "\(file.byteCount) bytes, expected at most \(maximumFileByteCount)")
    }
    let bytes = try file.bytes(at: 0, count: file.byteCount)
    return try AugmentationPolicy(yaml: String(decoding: bytes, as: UTF8.self), source: path)
  }

  /// What a command's `--augment` means: a path if it ends in `.yaml` or `.yml`, else a name.
  public static func find(_ nameOrPath: String) throws -> AugmentationPolicy {
    nameOrPath.hasSuffix(".yaml") || nameOrPath.hasSuffix(".yml")
      ? try load(path: nameOrPath) : try named(nameOrPath)
  }

  private static let maximumFileByteCount = 1 << 20
}
