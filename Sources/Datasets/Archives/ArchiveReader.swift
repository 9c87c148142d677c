/// Reads a data set whose pictures lie in the binary files of MNIST or CIFAR.
struct ArchiveReader {
  private let members: ArchiveMembers
  private let options: ScanOptions

  /// - Returns: `nil` if these are no such files.
  init?(_ members: ArchiveMembers, options: ScanOptions) {
    guard IDXArchive.isIn(members) || CIFARArchive.found(in: members) != nil else { return nil }
    self.members = members
    self.options = options
  }

  /// Labels are the archive's names, or its digits where it has none; its test pictures are the part `test`.
  func scan() throws(DatasetError) -> DatasetScan {
    let (parts, names) =
      if let cifar = CIFARArchive.found(in: members) {
        try cifar.read(members)
      } else {
        try IDXArchive.read(members)
      }
    let used = Set(parts.flatMap(\.labels)).map { names[Int($0)] }
    let classes = options.classOrder.classes(from: used)
    guard classes.count >= options.minimumClassCount else {
      throw .tooFewClasses(
        path: members.path, classes: classes, needed: options.minimumClassCount)
    }
    let indexes = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var items: [Item] = []
    var places: [SplitFolder: [Int]] = [:]
    for part in parts {
      for (index, label) in part.labels.enumerated() {
        guard let label = indexes[names[Int(label)]] else { continue }
        places[part.split, default: []].append(items.count)
        items.append(
          Item(
            place: .archived(part.pictures, index: index),
            relativePath: part.pictures.name + part.pictures.suffix(of: index), label: label))
      }
    }
    let splits = FolderSplits(
      training: places[.training] ?? [], validation: [], test: places[.test] ?? [])
    try checkTraining(splits, items: items, classes: classes)
    var ungrouped = 0
    if case .pattern(let pattern) = options.grouping.source(header: []) {
      items = try GroupPattern(pattern).grouping(items, header: [])
      ungrouped = items.count { $0.group == nil }
    }
    return DatasetScan(
      dataset: Dataset(root: members.path, classes: classes, items: items, splits: splits),
      ungroupedItems: ungrouped)
  }

  /// What is tested must have been trained on.
  private func checkTraining(
    _ splits: FolderSplits, items: [Item], classes: [String]
  ) throws(DatasetError) {
    guard !splits.training.isEmpty else { return }
    let trained = Set(splits.training.map { items[$0].label })
    for label in classes.indices where !trained.contains(label) {
      throw .classNotInTraining(path: members.path, name: classes[label])
    }
  }
}
