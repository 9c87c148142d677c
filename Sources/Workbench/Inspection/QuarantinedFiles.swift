/// What was moved out of the data.
public struct QuarantinedFiles: Codable, Sendable {
  public let folder: String
  /// Below the data's root, and below ``folder`` now.
  public let moved: [String]
  /// A shell script that moves everything back; `nil` where nothing was moved.
  @ExplicitNull public private(set) var undo: String?

  init(folder: String, moved: [String], undo: String?) {
    self.folder = folder
    self.moved = moved
    self.undo = undo
  }
}
