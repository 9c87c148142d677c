/// What a scan should make of what it finds.
public struct ScanOptions: Codable, Sendable, Equatable {
  public var classOrder: ClassOrder
  public var grouping: Grouping
  /// Fewer classes than this are an error. 2 to train; 1 to judge a model on one class.
  public var minimumClassCount: Int
  /// A file that names the classes; see ``ClassNames``.
  public var classNames: String?

  public init(
    classOrder: ClassOrder = .sorted, grouping: Grouping = .automatic, minimumClassCount: Int = 2,
    classNames: String? = nil
  ) {
    self.classOrder = classOrder
    self.grouping = grouping
    self.minimumClassCount = minimumClassCount
    self.classNames = classNames
  }
}
