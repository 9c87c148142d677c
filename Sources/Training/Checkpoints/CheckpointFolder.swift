import Files
import Glibc
import WeightFiles

/// A run's checkpoints: `last`, `best` and, where asked for, some earlier ones, each whole or not there.
///
/// One program writes into the folder at a time. A checkpoint goes only when the one that takes its place is
/// safely on the disk: a full disk, a crash or a kill at any moment leaves all that was there before.
public struct CheckpointFolder: Sendable {
  public let path: String
  /// How many of the newest checkpoints are kept, `last` among them; `best` is kept besides.
  public let keptCount: Int

  /// - Parameter path: A folder that exists, or none where nothing is saved or loaded.
  /// - Precondition: `keptCount` is at least 1.
  public init(path: String, keptCount: Int = 1) {
    precondition(keptCount >= 1, "the last checkpoint is always kept")
    self.path = path
    self.keptCount = keptCount
  }

  public var last: String { file("last") }
  public var best: String { file("best") }

  /// Saves a checkpoint as `last`, and as `best` if no earlier one was better.
  ///
  /// `best` is written first: whoever resumes from `last` finds the best of all that `last` has behind it.
  /// - Throws: `WeightFileError.cannotStore(path:reason:advice:)`, `FileError`.
  public func save(_ checkpoint: Checkpoint, isBest: Bool) throws {
    if isBest { try CheckpointFile.write(checkpoint, to: best) }
    try keepLast(before: checkpoint.position)
    try CheckpointFile.write(checkpoint, to: last)
    prune(after: checkpoint.position)
  }

  /// The newest checkpoint that is intact.
  /// - Parameter report: Where it is not `last`: told in a sentence of each damaged file that was passed over,
  ///   and of the file that is taken.
  /// - Throws: ``CheckpointError/noneIntact(folder:problems:)``,
  ///   ``CheckpointError/unknownFormat(path:expected:found:)``, `TensorError`.
  public func load(
    report: (String) -> Void
  ) throws -> (checkpoint: Checkpoint, path: String) {
    var problems: [String] = []
    if let checkpoint = try intact({ try CheckpointFile.read(last) }, &problems) {
      return (checkpoint, last)
    }
    var newest: (position: CheckpointPosition, path: String)?
    for path in [best] + earlier().map(\.path) {
      guard let position = try intact({ try CheckpointFile.verify(path) }, &problems) else {
        continue
      }
      if newest.map({ $0.position < position }) ?? true { newest = (position, path) }
    }
    guard let newest else { throw CheckpointError.noneIntact(folder: path, problems: problems) }
    problems.forEach(report)
    report("the newest intact checkpoint is \(newest.path)")
    return (try CheckpointFile.read(newest.path), newest.path)
  }

  /// The best checkpoint so far.
  /// - Throws: ``CheckpointError``, `WeightFileError` or `FileError` if it is missing or not intact, `TensorError`.
  public func loadBest() throws -> Checkpoint { try CheckpointFile.read(best) }

  // MARK: Files

  private static let ending = ".safetensors"

  private func file(_ name: String) -> String { path + "/" + name + Self.ending }

  /// The kept checkpoints before the last, newest first.
  private func earlier() -> [(position: CheckpointPosition, path: String)] {
    names().filter { $0.hasSuffix(Self.ending) }
      .compactMap { name in
        CheckpointPosition(name: name.dropLast(Self.ending.count)).map { ($0, path + "/" + name) }
      }
      .sorted { $0.position > $1.position }
  }

  private func names() -> [String] {
    // A folder that cannot be listed keeps nothing earlier; what is saved does not depend on it.
    ((try? FolderEntry.entries(of: path)) ?? []).filter { $0.kind == .file }.map(\.name)
  }

  // MARK: Keeping and pruning

  /// Gives the last checkpoint a second name, under which it stays when `last` is replaced.
  private func keepLast(before position: CheckpointPosition) throws {
    // What cannot be read is not worth keeping; what is as new is replaced.
    guard keptCount > 1, let old = try? CheckpointFile.position(of: last), old < position else {
      return
    }
    let kept = file(old.name)
    if link(last, kept) == 0 || errno == EEXIST { return }
    // Not every file system has two names for a file.
    try Self.copy(last, to: kept)
  }

  private static func copy(_ path: String, to target: String) throws(FileError) {
    let source = try InputFile(path: path)
    let copy = try AtomicFile(path: target)
    let chunkByteCount = 1 << 20
    for offset in stride(from: 0, to: source.byteCount, by: chunkByteCount) {
      try copy.write(
        source.bytes(at: offset, count: min(chunkByteCount, source.byteCount - offset)))
    }
    try copy.commit()
  }

  /// Removes what is over the number, what no longer counts, and what a killed run was writing.
  private func prune(after position: CheckpointPosition) {
    let old = earlier()
    // A run that went on from an earlier checkpoint has overtaken the later ones.
    let superseded = old.filter { $0.position >= position }
    let behind = old.filter { $0.position < position }.dropFirst(keptCount - 1)
    for file in superseded + behind { unlink(file.path) }
    for name in names() where name.contains(Self.ending + ".") { unlink(path + "/" + name) }
  }

  /// - Returns: `nil` if there is no such file, or it is no intact checkpoint: then `problems` says why not.
  private func intact<Value>(
    _ read: () throws -> Value, _ problems: inout [String]
  ) throws -> Value? {
    do { return try read() } catch let error as CheckpointError {
      if case .unknownFormat = error { throw error }
      problems.append("\(error)")
    } catch let error as WeightFileError {
      problems.append("\(error)")
    } catch let error as FileError {
      if case .missing = error { return nil }
      problems.append("\(error)")
    }
    return nil
  }
}
