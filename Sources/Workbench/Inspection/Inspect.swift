import Datasets
import Files
import Foundation
import Images
import Training
import Workers

/// Looks at a data set before anything is trained on it: what cannot be read, what is there twice, what is odd, and
/// which labels are probably wrong.
///
/// Nothing is changed but by ``Settings/quarantine``.
public struct Inspect {
  public struct Settings: Sendable {
    /// A folder or a CSV file.
    public var data: String
    public var grouping: Grouping = .automatic
    /// Whose features compare pictures; its preprocessing is its own.
    public var backbone = RunConfiguration.BackboneSettings.defaultName
    public var looksForLabelErrors = true
    public var machine = RunConfiguration.Machine()
    /// A report as one page; its name ends in `.html`.
    public var page: String?
    /// The cleaned list; its name ends in `.csv`.
    public var list: String?
    /// Where files that cannot be read are moved.
    public var quarantine: String?

    public init(data: String) {
      self.data = data
    }
  }

  private let settings: Settings
  private let cache: CacheFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  public init(
    _ settings: Settings, cache: CacheFolder = .standard(),
    reporter: any Reporter = SilentReporter(), cancellation: Cancellation? = nil
  ) {
    self.settings = settings
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Throws: Anything ``Failure/init(_:)`` classifies. Pictures that cannot be read are findings, not errors.
  public func run() throws -> Inspection {
    let start = StageClock.now
    try settings.machine.validate()
    let backbone = BackboneFeatures(
      network: try network(), machine: settings.machine, cache: cache, reporter: reporter,
      cancellation: cancellation)
    let scan = try DatasetScan(
      of: settings.data, options: ScanOptions(grouping: settings.grouping, minimumClassCount: 1),
      cache: ListingCache(cache))
    let dataset = scan.dataset
    let quarantine = try settings.quarantine.map { try Quarantine(folder: $0, root: dataset.root) }
    try checkOutputs(dataset)
    if !scan.skippedLinks.isEmpty {
      reporter.warn("links to folders were not followed (first: \(scan.skippedLinks[0]))")
    }
    let workers = Workers(count: settings.machine.threads ?? Workers.available)
    let survey = PictureSurvey(workers: workers, reporter: reporter, cancellation: cancellation)
    let facts = try survey.run(on: dataset.items.map(\.place))
    let aside = try Self.aside(scan, survey)
    let copies = try copies(dataset, facts, backbone)
    let errors = try labelErrors(dataset, facts, copies, backbone, workers)
    var result = Inspection(
      data: settings.data, dataset: dataset, facts: facts,
      files: Self.findings(dataset, facts) + aside, exact: copies.exact, near: copies.near,
      rule: Self.rule, thresholds: QualityThresholds(), labelErrors: errors,
      backbone: backbone.network.name)
    try writeList(&result, dataset, facts, copies)
    try writePage(&result, dataset, workers)
    if let quarantine {
      let files = dataset.items.indices.filter { facts[$0].look == nil }.map { dataset.items[$0] }
        .filter(\.isFile)
      result.quarantine = try quarantine.take(files.map { ($0.path, $0.relativePath) })
    }
    result.seconds = StageClock.seconds(since: start)
    return result
  }

  private func network() throws -> Network {
    var backbone = RunConfiguration.BackboneSettings()
    backbone.name = settings.backbone
    return try Network(backbone)
  }

  // MARK: Parts

  /// Images that the scan leaves aside because of their names' endings.
  private static func aside(_ scan: DatasetScan, _ survey: PictureSurvey) throws -> [FileFinding] {
    let root = scan.dataset.root
    let facts = try survey.run(
      on: scan.unsupportedFiles.map { .file(path: root + "/" + $0) })
    return zip(scan.unsupportedFiles, facts).flatMap { path, facts in
      facts.notes.map {
        FileFinding(path: path, label: nil, kind: $0.kind, message: $0.message)
      }
    }
  }

  private static func findings(
    _ dataset: Dataset, _ facts: [PictureSurvey.Facts]
  ) -> [FileFinding] {
    zip(dataset.items, facts).flatMap { item, facts in
      facts.notes.map {
        FileFinding(
          path: item.relativePath, label: dataset.classes[item.label], kind: $0.kind,
          message: $0.message)
      }
    }
  }

  private static let rule = NearDuplicateRule()

  /// What is there twice, and the features that said so.
  private struct Copies {
    let exact: [[Int]]
    let near: [[Int]]
    /// Of the readable pictures; of fewer without the search for wrong labels, `nil` of none.
    let table: FeatureTable?
  }

  private func copies(
    _ dataset: Dataset, _ facts: [PictureSurvey.Facts], _ backbone: BackboneFeatures
  ) throws -> Copies {
    let duplicates = PictureDuplicates(of: facts.map { $0.look?.identity }, rule: Self.rule)
    let wanted =
      settings.looksForLabelErrors
      ? facts.indices.filter { facts[$0].look != nil } : duplicates.candidates
    guard !wanted.isEmpty else { return Copies(exact: duplicates.exact, near: [], table: nil) }
    let table = try backbone.table(of: dataset.keeping(wanted))
    return Copies(
      exact: duplicates.exact, near: duplicates.near(table, of: wanted), table: table)
  }

  private func labelErrors(
    _ dataset: Dataset, _ facts: [PictureSurvey.Facts], _ copies: Copies,
    _ backbone: BackboneFeatures, _ workers: Workers
  ) throws -> LabelErrorSearch.Outcome {
    guard settings.looksForLabelErrors else { return .missing(reason: "--no-label-errors") }
    guard let table = copies.table else { return .missing(reason: "no picture can be read") }
    let readable = facts.indices.filter { facts[$0].look != nil }
    let places = Dictionary(uniqueKeysWithValues: readable.enumerated().map { ($1, $0) })
    return try LabelErrorSearch(
      backbone: backbone, workers: workers, reporter: reporter, cancellation: cancellation
    ).run(
      on: dataset.keeping(readable), table,
      linked: (copies.exact + copies.near).map { group in group.compactMap { places[$0] } })
  }

  // MARK: Files

  private func checkOutputs(_ dataset: Dataset) throws {
    try WorkbenchError.require(
      settings.list == nil || dataset.items.allSatisfy(\.isFile), "--write-csv",
      "data whose pictures are files, which a list can name", "pictures in an archive")
    let outputs = [("--html", settings.page, ".html"), ("--write-csv", settings.list, ".csv")]
    for (flag, path, ending) in outputs {
      guard let path else { continue }
      try WorkbenchError.require(
        path.lowercased().hasSuffix(ending), flag, "a name that ends in \(ending)", path)
      // Made and dropped: a place that cannot be written is better known before the work.
      _ = try AtomicFile(path: path)
    }
  }

  private func writeList(
    _ result: inout Inspection, _ dataset: Dataset, _ facts: [PictureSurvey.Facts],
    _ copies: Copies
  ) throws {
    guard let path = settings.list else { return }
    let list = CleanedList(
      of: dataset, unreadable: Set(facts.indices.filter { facts[$0].look == nil }),
      exact: copies.exact, near: copies.near)
    var paths = ListPaths(ofList: path)
    try AtomicFile.write(list.csv { paths.path(of: $0) }, to: path)
    result.list = Inspection.List(
      path: path, images: list.kept.count,
      leftOut: list.leftOut.map {
        Inspection.List.LeftOut(path: dataset.items[$0.position].relativePath, reason: $0.reason)
      })
    if dataset.splits?.validation.isEmpty == false {
      reporter.warn("a list has no parts: the pictures of train and val stand in it together")
    }
    if let name = dataset.classes.first(where: { $0.contains(";") || $0.contains("|") }) {
      reporter.warn("train takes no list with the class `\(name)`: ; and | separate labels there")
    }
  }

  private func writePage(
    _ result: inout Inspection, _ dataset: Dataset, _ workers: Workers
  ) throws {
    guard let path = settings.page else { return }
    result.page = path
    let page = try InspectionPage(
      result, dataset: dataset, workers: workers, reporter: reporter, cancellation: cancellation)
    try AtomicFile.write(page.text, to: path)
  }
}
