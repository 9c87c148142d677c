import Files
import Foundation

/// Moves files that cannot be read out of the data, so that they can be moved back.
///
/// They keep their paths below the folder. Nothing is overwritten, and the way back is written before the first
/// file moves.
struct Quarantine {
  private struct Move {
    let source: String
    let target: String
  }

  static let undoFile = "undo.sh"

  private let folder: String

  /// - Parameter root: The folder that the data lies in.
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)`` for a folder inside the data, whose files would
  ///   be taken for pictures again.
  init(folder: String, root: String) throws {
    let (own, data) = (Self.absolute(folder), Self.absolute(root))
    try WorkbenchError.require(
      own != data && !own.hasPrefix(data + "/"), "--quarantine", "a folder outside of the data",
      folder)
    self.folder = folder
  }

  /// - Parameter files: Where each file is, and its path below the data's root.
  /// - Throws: ``WorkbenchError/cannotMake(path:reason:)`` before anything is moved if a file is in the way, and
  ///   where moving fails; `FileError`.
  func take(_ files: [(path: String, relativePath: String)]) throws -> QuarantinedFiles {
    guard !files.isEmpty else { return QuarantinedFiles(folder: folder, moved: [], undo: nil) }
    let moves = files.map { file in
      // A list may name pictures outside its folder; the quarantine keeps them inside.
      let inside = file.relativePath.split(separator: "/").map { $0 == ".." ? "__" : $0 }
      return Move(source: file.path, target: folder + "/" + inside.joined(separator: "/"))
    }
    var targets: Set<String> = []
    for move in moves {
      guard targets.insert(move.target).inserted, !Self.exists(move.target) else {
        throw WorkbenchError.cannotMake(
          path: move.target,
          reason:
            "a file of this name is in the way; nothing was moved; choose another --quarantine"
        )
      }
    }
    let undo = try writeUndo(moves)
    for move in moves {
      do {
        try Self.makeFolder((move.target as NSString).deletingLastPathComponent)
        try FileManager.default.moveItem(atPath: move.source, toPath: move.target)
      } catch let error as WorkbenchError {
        throw error
      } catch {
        throw WorkbenchError.cannotMake(
          path: move.target,
          reason: "\(error.localizedDescription); sh \(undo) moves back what was moved before")
      }
    }
    return QuarantinedFiles(folder: folder, moved: files.map(\.relativePath), undo: undo)
  }

  /// Earlier moves into the same folder stay in the script.
  private func writeUndo(_ moves: [Move]) throws -> String {
    try Self.makeFolder(folder)
    let path = folder + "/" + Self.undoFile
    var text =
      Self.exists(path)
      ? String(decoding: try InputFile.contents(of: path), as: UTF8.self)
      : "#!/bin/sh\n# Moves quarantined files back where they were; files in the way stay.\n"
    for move in moves {
      let (from, to) = (Self.absolute(move.target), Self.absolute(move.source))
      text += "mv -n -- \(Self.quoted(from)) \(Self.quoted(to))\n"
    }
    try AtomicFile.write(text, to: path)
    return path
  }

  private static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw WorkbenchError.cannotMake(path: path, reason: error.localizedDescription)
    }
  }

  /// Also for a link that leads nowhere.
  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// With links resolved as far as the path exists.
  static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  private static func quoted(_ path: String) -> String {
    "'" + path.replacing("'", with: "'\\''") + "'"
  }
}
