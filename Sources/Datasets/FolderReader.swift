/// Reads a data set whose folders are its labels.
struct FolderReader {
  private let root: String
  private let options: ScanOptions
  private let tree: FileTree
  /// Each folder with its images, in byte order of the folders' paths.
  private let folders: [(components: [String], path: String, images: [String])]
  private let ignoredFiles: Int
  private let unsupportedFiles: [String]

  init(root: String, options: ScanOptions, cache: ListingCache?) throws(DatasetError) {
    self.root = root
    self.options = options
    tree = try FileTree(root: root, cache: cache)
    var ignored = tree.ignoredCount
    var unsupported: [String] = []
    folders = tree.folders.map { folder in
      var images: [String] = []
      for name in folder.files {
        switch ImageFileType(name: name) {
        case .supported: images.append(name)
        case .unsupported: unsupported.append(RelativePath.join(folder.relativePath, name))
        case .other: ignored += 1
        }
      }
      let components = folder.relativePath.split(separator: "/").map(String.init)
      return (components, folder.relativePath, images)
    }
    ignoredFiles = ignored
    unsupportedFiles = unsupported.sorted(by: ByteOrder.precedes)
  }

  func scan() throws(DatasetError) -> DatasetScan {
    let branches = branches()
    try checkRoot(hasBranches: !branches.isEmpty)
    let layout = try FolderLayout.of(branches, root: root)
    let depth = layout == .splits ? 1 : 0
    try checkEveryClassHasImages(depth: depth)
    let labelled = folders.filter { !$0.images.isEmpty && $0.components.count > depth }
    let classes = options.classOrder.classes(from: Set(labelled.map { $0.components[depth] }))
    guard classes.count >= options.minimumClassCount else {
      throw .tooFewClasses(path: root, classes: classes, needed: options.minimumClassCount)
    }
    let indexes = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var items: [Item] = []
    var parts: [SplitFolder: [Int]] = [:]
    for folder in labelled {
      guard let label = indexes[folder.components[depth]] else { continue }
      if layout == .splits, let part = SplitFolder(name: folder.components[0]) {
        parts[part, default: []] += items.count..<items.count + folder.images.count
      }
      for name in folder.images {
        let relativePath = RelativePath.join(folder.path, name)
        items.append(
          Item(
            path: RelativePath.join(root, relativePath), relativePath: relativePath, label: label))
      }
    }
    try checkTraining(parts, items: items, classes: classes)
    let splits = layout == .splits ? Self.splits(of: parts) : nil
    return try grouped(items: items, classes: classes, splits: splits)
  }

  private func grouped(
    items: [Item], classes: [String], splits: FolderSplits?
  ) throws(DatasetError) -> DatasetScan {
    var items = items
    var ungrouped = 0
    if case .pattern(let pattern) = options.grouping.source(header: []) {
      items = try GroupPattern(pattern).grouping(items, header: [])
      ungrouped = items.count { $0.group == nil }
    }
    return DatasetScan(
      dataset: Dataset(root: root, classes: classes, items: items, splits: splits),
      ignoredFiles: ignoredFiles, unsupportedFiles: unsupportedFiles,
      skippedLinks: tree.skippedLinks, ungroupedItems: ungrouped)
  }

  /// The folders right below the root that hold an image at any depth.
  private func branches() -> [FolderLayout.Branch] {
    var branches: [FolderLayout.Branch] = []
    var places: [String: Int] = [:]
    for folder in folders where !folder.images.isEmpty && !folder.components.isEmpty {
      let name = folder.components[0]
      let place = places[name] ?? branches.count
      if place == branches.count {
        branches.append(FolderLayout.Branch(name: name))
        places[name] = place
      }
      if folder.components.count == 1 {
        branches[place].directImage = folder.images.min(by: ByteOrder.precedes)
      } else {
        branches[place].hasNestedImages = true
      }
    }
    return branches
  }

  private func checkRoot(hasBranches: Bool) throws(DatasetError) {
    let direct = folders.first { $0.components.isEmpty }?.images.min(by: ByteOrder.precedes)
    if let direct {
      throw hasBranches
        ? .imagesBesideClasses(path: root, example: direct)
        : .imagesWithoutClasses(path: root, example: direct)
    }
    guard hasBranches else { throw .empty(path: root, unsupported: unsupportedFiles) }
  }

  /// An empty class folder is a mistake; an empty one beside splits is not a class at all.
  private func checkEveryClassHasImages(depth: Int) throws(DatasetError) {
    var filled: Set<[String]> = []
    for folder in folders where !folder.images.isEmpty && folder.components.count > depth {
      filled.insert(Array(folder.components.prefix(depth + 1)))
    }
    for folder in folders where folder.components.count == depth + 1 {
      let isTraining = depth == 0 || SplitFolder(name: folder.components[0]) == .training
      if isTraining, !filled.contains(folder.components) {
        throw .emptyClass(
          path: RelativePath.join(root, folder.path), name: folder.components[depth])
      }
    }
  }

  /// What is validated or tested must have been trained on.
  private func checkTraining(
    _ parts: [SplitFolder: [Int]], items: [Item], classes: [String]
  ) throws(DatasetError) {
    guard let training = parts[.training] else { return }
    let trained = Set(training.map { items[$0].label })
    for label in classes.indices where !trained.contains(label) {
      throw .classNotInTraining(path: root, name: classes[label])
    }
  }

  private static func splits(of parts: [SplitFolder: [Int]]) -> FolderSplits {
    FolderSplits(
      training: parts[.training] ?? [], validation: parts[.validation] ?? [],
      test: parts[.test] ?? [])
  }
}
