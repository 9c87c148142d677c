extension Dataset {
  /// The data set with these items alone, its classes and its splits as they were.
  /// - Parameter positions: In ``items``, ascending, none twice.
  public func keeping(_ positions: [Int]) -> Dataset {
    let places = Dictionary(uniqueKeysWithValues: positions.enumerated().map { ($1, $0) })
    func kept(_ part: [Int]) -> [Int] { part.compactMap { places[$0] } }
    return Dataset(
      root: root, classes: classes, items: positions.map { items[$0] },
      splits: splits.map {
        FolderSplits(
          training: kept($0.training), validation: kept($0.validation), test: kept($0.test))
      })
  }
}
