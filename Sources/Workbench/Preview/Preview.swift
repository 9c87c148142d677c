import Datasets
import Files
import Images
import Tensors
import Workers

/// Shows what an augmentation makes of one's own pictures, before it is used: the very views that training sees.
public struct Preview {
  public struct Settings: Sendable {
    /// Pictures, taken from the classes in turn.
    public var count = 6
    /// Views of each, from the first on.
    public var views = 8
    /// One row an operation at the ends of its ranges, instead of views.
    public var sweeps = false
    /// Every view also as the network sees it, normalized.
    public var showsNormalized = false
    /// A page with a slider for every operation, instead of a picture.
    public var isPage = false

    public init() {}
  }

  /// What `graft preview --json` prints.
  public struct Result: Codable, Sendable {
    public struct View: Codable, Sendable {
      public let view: Int
      public let words: [String]
      public let parameters: ViewParameters
    }

    public struct Picture: Codable, Sendable {
      public let path: String
      public let label: String
      public let views: [View]
    }

    public let command: String
    public let policy: String
    public let output: String
    public let pictures: [Picture]
    public let problems: [BadImage]
    public let width: Int
    public let height: Int
  }

  private let configuration: RunConfiguration
  private let settings: Settings
  private let preprocessing: Preprocessing
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  /// - Parameter configuration: Of a training: data, backbone and augmentation count.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public init(
    _ configuration: RunConfiguration, settings: Settings = Settings(),
    reporter: any Reporter = SilentReporter(), cancellation: Cancellation? = nil
  ) throws {
    try WorkbenchError.require(
      (1...200).contains(settings.count), "--count", "1 to 200", "\(settings.count)")
    try WorkbenchError.require(
      (1...64).contains(settings.views), "--views", "1 to 64", "\(settings.views)")
    self.configuration = configuration
    self.settings = settings
    self.reporter = reporter
    self.cancellation = cancellation
    preprocessing = try Network(configuration.backbone).preprocessing
  }

  /// - Parameter output: A name that ends in `.png`, `.jpg` or `.jpeg`; of a page in `.html`.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run(output: String) throws -> Result {
    let kind = try kind(of: output)
    let scan = try DatasetScan(
      of: configuration.data.path,
      options: configuration.data.scanOptions(minimumClassCount: 1))
    let policy = try AugmentationPolicy.chosen(
      configuration.augmentation.policy, for: scan.dataset, reporter)
    // Made and dropped: a place that cannot be written is better known before the work.
    _ = try AtomicFile(path: output)
    let views = PreviewViews(
      policy: policy, preprocessing: preprocessing, seed: configuration.augmentation.seed,
      count: settings.views, cancellation: cancellation)
    let sheet = PreviewSheet(
      views: views, sweeps: settings.sweeps, showsNormalized: settings.showsNormalized)
    var page = PreviewPage(views)
    var rows: [ContactSheet.Row] = []
    var pictures: [Result.Picture] = []
    let problems = try forEachPicture(of: scan.dataset) { picture in
      if kind == .html {
        try page.add(picture)
      } else {
        rows += try sheet.rows(of: picture)
      }
      pictures.append(
        Result.Picture(
          path: picture.item.relativePath, label: picture.label,
          views: views.of(picture).map {
            Result.View(view: $0.number, words: $0.parameters.words, parameters: $0.parameters)
          }))
    }
    guard !pictures.isEmpty else {
      throw WorkbenchError.unreadableImages(
        count: problems.count, first: problems.first?.message ?? configuration.data.path)
    }
    switch kind {
    case .png: try AtomicFile.write(sheet.sheet(of: rows).drawn().png(), to: output)
    case .jpeg: try AtomicFile.write(sheet.sheet(of: rows).drawn().jpeg(quality: 92), to: output)
    case .html: try AtomicFile.write(page.text(), to: output)
    }
    return Result(
      command: "preview", policy: policy.name, output: output, pictures: pictures,
      problems: problems, width: preprocessing.width, height: preprocessing.height)
  }

  private enum Kind {
    case png, jpeg, html
  }

  private func kind(of output: String) throws -> Kind {
    let name = output.lowercased()
    if settings.isPage {
      try WorkbenchError.require(
        name.hasSuffix(".html"), "--output", "with --html a name that ends in .html", output)
      return .html
    }
    if name.hasSuffix(".png") { return .png }
    try WorkbenchError.require(
      name.hasSuffix(".jpg") || name.hasSuffix(".jpeg"), "--output",
      "a name that ends in .png, .jpg or .jpeg", output)
    return .jpeg
  }

  // MARK: Pictures

  /// One of each class in turn, each class in an order of its own that the augmentation seed decides, one at a time
  /// in memory. One that cannot be read is named, and the next one takes its place.
  private func forEachPicture(
    of dataset: Dataset, _ body: (PreviewViews.Picture) throws -> Void
  ) throws -> [BadImage] {
    var queues = dataset.classes.indices.map { label -> [Int] in
      let own = dataset.items.indices.filter { dataset.items[$0].label == label }
      var stream = RandomStream(
        seed: configuration.augmentation.seed, purpose: .sampling, UInt64(label), 1)
      return stream.permutation(of: own.count).map { own[$0] }
    }
    let total = min(settings.count, dataset.items.count)
    let counter = ProgressCounter(total: total, task: "previews", reporter: reporter)
    var problems: [BadImage] = []
    var count = 0
    while count < settings.count, queues.contains(where: { !$0.isEmpty }) {
      for label in queues.indices where count < settings.count && !queues[label].isEmpty {
        let item = dataset.items[queues[label].removeFirst()]
        let image: Image
        do { image = try item.place.image() } catch let error
          where PicturePass.isOfThePicture(error)
        {
          problems.append(
            BadImage(path: item.path, relativePath: item.relativePath, message: "\(error)"))
          reporter.note("\(item.relativePath): left out: \(error)")
          continue
        }
        try body(
          PreviewViews.Picture(item: item, label: dataset.classes[item.label], image: image))
        count += 1
        counter.advance(by: 1)
      }
    }
    return problems
  }
}
