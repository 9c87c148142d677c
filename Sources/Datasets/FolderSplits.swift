/// The split that folders named `train`, `val` and `test` make: positions in ``Dataset/items``.
public struct FolderSplits: Sendable, Equatable {
  public let training: [Int]
  /// Empty if there is no such folder.
  public let validation: [Int]
  /// Empty if there is no such folder.
  public let test: [Int]

  /// - Parameter places: The new position of each old one.
  func moved(to places: [Int]) -> FolderSplits {
    func moved(_ positions: [Int]) -> [Int] { positions.map { places[$0] }.sorted() }
    return FolderSplits(
      training: moved(training), validation: moved(validation), test: moved(test))
  }
}
