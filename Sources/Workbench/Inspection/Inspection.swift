import Datasets

/// What `graft inspect --json` prints.
public struct Inspection: Codable, Sendable {
  public struct ClassCount: Codable, Sendable {
    public let label: String
    public let images: Int
    /// Of these.
    public let readable: Int
  }

  /// Of a number over all pictures.
  public struct Spread: Codable, Sendable {
    public let smallest: Double
    public let median: Double
    public let largest: Double

    /// - Returns: `nil` for no values.
    init?(_ values: [Double]) {
      let sorted = values.sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      smallest = first
      largest = last
      let middle = sorted.count / 2
      median =
        sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
  }

  /// The cleaned list.
  public struct List: Codable, Sendable {
    public struct LeftOut: Codable, Sendable {
      public let path: String
      public let reason: CleanedList.Reason
    }

    public let path: String
    public let images: Int
    public let leftOut: [LeftOut]
  }

  public let command: String
  public let data: String
  /// Pictures that the data lists, readable or not.
  public let images: Int
  public let readable: Int
  public let classes: [ClassCount]
  /// The largest class by the smallest one, both of readable pictures; `nil` where a class has none.
  @ExplicitNull public private(set) var imbalance: Double?
  /// Files that cannot be used.
  public let unreadable: [FileFinding]
  /// What else there is to know of files.
  public let notes: [FileFinding]
  /// Pixels, of upright pictures; these three are `nil` where none can be read.
  @ExplicitNull public private(set) var width: Spread?
  @ExplicitNull public private(set) var height: Spread?
  /// Width by height.
  @ExplicitNull public private(set) var aspectRatio: Spread?
  /// Files with the same bytes.
  public let exactDuplicates: [DuplicateGroup]
  /// Pictures that look the same though their bytes differ; of exact duplicates the first stands for all.
  public let nearDuplicates: [DuplicateGroup]
  public let nearDuplicateRule: NearDuplicateRule
  public let quality: [QualityFinding]
  public let qualityThresholds: QualityThresholds
  /// `nil` where they were not looked for.
  @ExplicitNull public private(set) var labelErrors: LabelErrors?
  /// Why they were not looked for.
  @ExplicitNull public private(set) var labelErrorsMissing: String?
  public let backbone: String
  @ExplicitNull public internal(set) var list: List?
  @ExplicitNull public internal(set) var page: String?
  @ExplicitNull public internal(set) var quarantine: QuarantinedFiles?
  public internal(set) var seconds: Double

  /// Classes of at least this many times the smallest one's pictures are called out.
  public static let notableImbalance = 5.0

  init(
    data: String, dataset: Dataset, facts: [PictureSurvey.Facts], files: [FileFinding],
    exact: [[Int]], near: [[Int]], rule: NearDuplicateRule, thresholds: QualityThresholds,
    labelErrors: LabelErrorSearch.Outcome, backbone: String
  ) {
    command = "inspect"
    self.data = data
    images = dataset.items.count
    readable = facts.count { $0.look != nil }
    var counts = dataset.classes.map { (label: $0, images: 0, readable: 0) }
    var quality: [QualityFinding] = []
    for (item, facts) in zip(dataset.items, facts) {
      counts[item.label].images += 1
      guard let look = facts.look else { continue }
      counts[item.label].readable += 1
      quality += QualityFinding.all(
        of: look, path: item.relativePath, label: dataset.classes[item.label], thresholds)
    }
    classes = counts.map { ClassCount(label: $0.label, images: $0.images, readable: $0.readable) }
    let smallest = counts.map(\.readable).min() ?? 0
    let largest = counts.map(\.readable).max() ?? 0
    imbalance = smallest > 0 ? Double(largest) / Double(smallest) : nil
    unreadable = files.filter(\.kind.isUnreadable)
    notes = files.filter { !$0.kind.isUnreadable }
    let looks = facts.compactMap(\.look)
    width = Spread(looks.map { Double($0.width) })
    height = Spread(looks.map { Double($0.height) })
    aspectRatio = Spread(looks.map { Double($0.width) / Double($0.height) })
    exactDuplicates = exact.map { DuplicateGroup($0, in: dataset) }
    nearDuplicates = near.map { DuplicateGroup($0, in: dataset) }
    nearDuplicateRule = rule
    self.quality = quality
    qualityThresholds = thresholds
    switch labelErrors {
    case .found(let errors): self.labelErrors = errors
    case .missing(let reason): labelErrorsMissing = reason
    }
    self.backbone = backbone
    seconds = 0
  }
}
