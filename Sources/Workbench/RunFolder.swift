import Files
import Foundation

/// The folder that a run leaves behind.
public struct RunFolder: Sendable {
  public let path: String

  /// Makes the folder: `output` if given, else `runs/<command>-<n>` with the first free number.
  /// - Throws: ``WorkbenchError/outputExists(path:)``, ``WorkbenchError/cannotMake(path:reason:)``.
  public init(output: String?, name: String?, command: String) throws {
    if let output {
      path = output
      try Self.makeEmpty(output)
      return
    }
    let parent = "runs"
    try Self.make(parent)
    if let name {
      path = parent + "/" + name
      try Self.makeEmpty(path)
      return
    }
    var number = 1
    // Making a folder fails if it exists, so two runs never take the same.
    while mkdir("\(parent)/\(command)-\(number)", 0o777) != 0 {
      guard errno == EEXIST else {
        throw WorkbenchError.cannotMake(
          path: "\(parent)/\(command)-\(number)", reason: String(cString: strerror(errno)))
      }
      number += 1
    }
    path = "\(parent)/\(command)-\(number)"
  }

  public func file(_ name: String) -> String { path + "/" + name }

  /// Makes a folder inside the run.
  func subfolder(_ name: String) throws -> String {
    try Self.make(file(name))
    return file(name)
  }

  private static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw WorkbenchError.cannotMake(path: path, reason: reason(error))
    }
  }

  private static func makeEmpty(_ path: String) throws {
    try make(path)
    let content: [String]
    do { content = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      throw WorkbenchError.cannotMake(path: path, reason: reason(error))
    }
    guard content.isEmpty else { throw WorkbenchError.outputExists(path: path) }
    guard access(path, W_OK) == 0 else {
      throw WorkbenchError.cannotMake(path: path, reason: String(cString: strerror(errno)))
    }
  }

  private static func reason(_ error: any Error) -> String {
    let cocoa = error as NSError
    if let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError,
      underlying.domain == NSPOSIXErrorDomain
    {
      return String(cString: strerror(Int32(underlying.code)))
    }
    return cocoa.localizedDescription
  }
}
