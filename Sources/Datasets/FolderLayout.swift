/// What the folders right below a root are: classes or splits.
enum FolderLayout: Equatable {
  case classes
  case splits

  /// What is known of one folder right below the root.
  struct Branch {
    let name: String
    /// An image right inside, if there is one.
    var directImage: String?
    /// Whether there are images in folders further down.
    var hasNestedImages = false
  }

  /// - Parameter branches: Those that hold an image at any depth.
  /// - Throws: Errors of ``DatasetError`` for folders that could be both, or hold unlabelled images.
  static func of(_ branches: [Branch], root: String) throws(DatasetError) -> FolderLayout {
    let splits = branches.filter { SplitFolder(name: $0.name) != nil }
    let others = branches.filter { SplitFolder(name: $0.name) == nil }
    guard !splits.isEmpty else { return .classes }
    guard splits.contains(where: \.hasNestedImages) else {
      // `train` beside `car` and `plane` is a class; only `train` and `test` are unlabelled images.
      if !others.isEmpty { return .classes }
      throw .imagesWithoutClasses(
        path: RelativePath.join(root, splits[0].name), example: splits[0].directImage ?? "")
    }
    guard others.isEmpty else {
      throw .ambiguousLayout(path: root, splits: splits.map(\.name), others: others.map(\.name))
    }
    for split in splits {
      if let image = split.directImage {
        throw .imagesBesideClasses(path: RelativePath.join(root, split.name), example: image)
      }
    }
    guard Set(splits.map { SplitFolder(name: $0.name) }).count == splits.count else {
      throw .twoFoldersForOneSplit(path: root, names: splits.map(\.name))
    }
    return .splits
  }
}
