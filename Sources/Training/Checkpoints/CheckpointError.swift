/// Why a checkpoint was not read or written.
///
/// What breaks the file format under it is a `WeightFileError`, what the file system refuses a `FileError`.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// The file is none of Graft's checkpoints; whether it is whole cannot be told.
  case notACheckpoint(path: String, found: String)
  /// The file is not what was written: bits have changed, or it was cut.
  case wrongChecksum(path: String, expected: String, found: String)
  /// The file is whole and of a format that this program does not know.
  case unknownFormat(path: String, expected: String, found: String)
  /// The file is whole and its state is not what was asked for.
  case unreadableState(path: String, problem: String)
  /// The state cannot be stored.
  case unwritableState(problem: String)
  /// No checkpoint in the folder is intact; `problems` says what each of them has. It is empty if there is none.
  case noneIntact(folder: String, problems: [String])

  public var description: String {
    switch self {
    case .notACheckpoint(let path, let found):
      "\(path): not a checkpoint: expected a safetensors file that begins with a checksum, found \(found)"
    case .wrongChecksum(let path, let expected, let found):
      "\(path): damaged: expected the SHA-256 \(expected), found \(found); "
        + "resume from another checkpoint or copy the file again"
    case .unknownFormat(let path, let expected, let found):
      "\(path): expected the format \"\(expected)\", found \"\(found)\"; "
        + "resume with the version of graft that wrote it"
    case .unreadableState(let path, let problem):
      "\(path): the run's state in it cannot be read: \(problem); "
        + "resume with the version of graft that wrote it"
    case .unwritableState(let problem):
      "the run's state cannot be written into a checkpoint: \(problem)"
    case .noneIntact(let folder, let problems):
      "\(folder): no intact checkpoint: expected last.safetensors or an earlier one, found "
        + (problems.isEmpty ? "none" : problems.joined(separator: "; "))
    }
  }
}
