import CEmbedded

/// The files that travel inside the program: what `Sources/CEmbedded/embedded.S` lists.
public enum EmbeddedFiles {
  /// In the order of the list.
  public static var names: [String] {
    (0..<graft_embedded_file_count).map { String(cString: graft_embedded_file_at($0).name) }
  }

  /// - Returns: The whole file, which stays readable while the program runs; `nil` if none has this name.
  public static func bytes(named name: String) -> UnsafeRawBufferPointer? {
    for index in 0..<graft_embedded_file_count {
      let file = graft_embedded_file_at(index)
      guard String(cString: file.name) == name else { continue }
      // Sound: the assembler wrote both ends, and the bytes are constants.
      return UnsafeRawBufferPointer(start: file.start, count: file.end - file.start)
    }
    return nil
  }
}
