import Glibc

/// What the file system refused, where, and why.
public enum FileError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case cannotRead(path: String, code: Int32)
  case cannotWrite(path: String, code: Int32)
  /// A read past the end: the file is shorter than its own header says, or was cut while open.
  case unexpectedEnd(path: String, offset: Int, expected: Int, found: Int)

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): no such file or folder"
    case .cannotRead(let path, let code):
      "\(path): cannot be read: \(Self.reason(code))"
    case .cannotWrite(let path, let code):
      "\(path): cannot be written: \(Self.reason(code)); what was there before is unchanged"
    case .unexpectedEnd(let path, let offset, let expected, let found):
      "\(path): ends early: expected \(expected) bytes at offset \(offset), found \(found)"
    }
  }

  static func reading(_ path: String, code: Int32 = errno) -> FileError {
    code == ENOENT || code == ENOTDIR ? .missing(path: path) : .cannotRead(path: path, code: code)
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
