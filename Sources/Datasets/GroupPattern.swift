/// Groups by a regular expression over relative paths.
struct GroupPattern {
  private let pattern: String
  private let expression: Regex<AnyRegexOutput>

  /// - Throws: ``DatasetError/badGrouping(pattern:problem:)`` if it is no regular expression.
  init(_ pattern: String) throws(DatasetError) {
    do {
      // By code points: a path is no prose, and grapheme clusters cost time.
      expression = try Regex(pattern).matchingSemantics(.unicodeScalar)
    } catch {
      throw .badGrouping(pattern: pattern, problem: "not a regular expression: \(error)")
    }
    self.pattern = pattern
  }

  /// The items with their groups; one that does not match stands alone.
  /// - Throws: ``DatasetError/badGrouping(pattern:problem:)`` if none matches: a misspelt column
  ///   would otherwise switch grouping off without a word.
  func grouping(_ items: [Item], header: [String]) throws(DatasetError) -> [Item] {
    let grouped = items.map { $0.grouped(group(of: $0.relativePath)) }
    guard grouped.contains(where: { $0.group != nil }) else {
      let columns =
        header.isEmpty ? "" : "not a column (there are \(header.joined(separator: ", "))); "
      throw .badGrouping(
        pattern: pattern,
        problem: "\(columns)as a regular expression it matches no path, "
          + "for example not '\(items.first?.relativePath ?? "")'")
    }
    return grouped
  }

  private func group(of path: String) -> String? {
    guard let match = path.firstMatch(of: expression) else { return nil }
    return match.output[match.output.count > 1 ? 1 : 0].substring.map(String.init)
  }
}
