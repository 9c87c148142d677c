/// How class names become label indexes.
public enum ClassOrder: String, Codable, Sendable, CaseIterable {
  /// By code points, as torchvision's `ImageFolder` does: `class10` before `class2`, `Z` before `a`.
  case sorted
  /// Runs of digits by their value: `class2` before `class10`. The rest as in ``sorted``.
  case natural

  /// The distinct names, in order. Names that differ only in how Unicode composes their letters are
  /// one class, written as the first of them by code points.
  public func classes(from names: some Sequence<String>) -> [String] {
    var seen: Set<String> = []
    let distinct = names.sorted(by: ByteOrder.precedes).filter { seen.insert($0).inserted }
    switch self {
    case .sorted: return distinct
    case .natural: return distinct.sorted(by: NaturalOrder.precedes)
    }
  }

  /// Compares a model's class list with a data set's.
  /// - Throws: ``DatasetError/classesDiffer(missing:extra:)`` with the names that only one of them
  ///   has, ``DatasetError/classOrderDiffers(index:stored:found:)`` if only the order differs.
  public static func check(stored: [String], found: [String]) throws(DatasetError) {
    let missing = stored.filter { !found.contains($0) }
    let extra = found.filter { !stored.contains($0) }
    guard missing.isEmpty, extra.isEmpty else {
      throw .classesDiffer(missing: missing, extra: extra)
    }
    for (index, names) in zip(stored, found).enumerated() where names.0 != names.1 {
      throw .classOrderDiffers(index: index, stored: names.0, found: names.1)
    }
  }
}
