/// Labelled images: what there is, before anything is decoded.
public struct Dataset: Sendable, Equatable {
  /// The folder that relative paths start from.
  public let root: String
  /// The names, in the order of the label indexes.
  public let classes: [String]
  /// In the order of label, then of the relative path's bytes: never in that of the file system.
  public let items: [Item]
  /// The split that the folders themselves make; `nil` where they make none.
  public let splits: FolderSplits?

  /// Sorts `items` and `splits` into the order that ``items`` promises.
  /// - Parameter splits: Positions in the `items` given here.
  init(root: String, classes: [String], items: [Item], splits: FolderSplits? = nil) {
    let order = items.indices.sorted { first, second in
      let (first, second) = (items[first], items[second])
      if first.label != second.label { return first.label < second.label }
      return ByteOrder.precedes(first.relativePath, second.relativePath)
    }
    var places = [Int](repeating: 0, count: items.count)
    for (place, position) in order.enumerated() { places[position] = place }
    self.root = root
    self.classes = classes
    self.items = order.map { items[$0] }
    self.splits = splits?.moved(to: places)
  }

  /// `[classes]`, how many items each class has.
  public var classCounts: [Int] {
    items.reduce(into: [Int](repeating: 0, count: classes.count)) { $0[$1.label] += 1 }
  }

  /// Bytes of memory that unpacked archives take as long as the items are there.
  public var unpackedByteCount: Int {
    var seen: Set<ObjectIdentifier> = []
    return items.reduce(0) { sum, item in
      guard case .archived(let archive, _) = item.place,
        seen.insert(ObjectIdentifier(archive)).inserted
      else { return sum }
      return sum + archive.file.heldByteCount
    }
  }

  /// The same items with the label indexes of `stored`, a model's class list.
  ///
  /// Classes of the list without an item are fine: this is for judging a model on part of its
  /// classes. To train on, or to insist on the whole list, use ``ClassOrder/check(stored:found:)``.
  /// - Throws: ``DatasetError/classesDiffer(missing:extra:)`` if the data set holds a class that is
  ///   not in the list.
  public func relabelled(to stored: [String]) throws(DatasetError) -> Dataset {
    let indexes = Dictionary(stored.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    let mapped = classes.map { indexes[$0] }
    let extra = zip(classes, mapped).filter { $1 == nil }.map(\.0)
    guard extra.isEmpty else { throw .classesDiffer(missing: [], extra: extra) }
    return Dataset(
      root: root, classes: stored,
      items: items.map { item in item.relabelled(mapped[item.label] ?? item.label) },
      splits: splits)
  }
}
