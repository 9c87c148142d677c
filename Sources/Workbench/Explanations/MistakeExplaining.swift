/// Knows why pictures were taken for what they are not.
protocol MistakeExplaining {
  /// - Parameter mistakes: Pictures of a report.
  /// - Returns: By the picture's path what speaks for the class that it was taken for, and for the one that it is;
  ///   nothing of pictures that cannot be explained.
  /// - Throws: What decoding, compiling and computing throw beyond a picture that cannot be read.
  func maps(of mistakes: [JudgedPicture]) throws -> [String: [MistakeMap]]
}

/// Where a network sees a class in a picture.
struct MistakeMap: Codable, Sendable {
  /// The class, by its place among the report's.
  let label: Int
  /// Of an `img`. The maps of one picture have one scale.
  let source: String
  /// Whether nothing in the picture speaks for the class.
  let isEmpty: Bool
}
