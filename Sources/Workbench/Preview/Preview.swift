import Datasets
import Files
import Images
import Tensors

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

  let configuration: RunConfiguration
  let settings: Settings
  let policy: AugmentationPolicy
  let preprocessing: Preprocessing
  private let reporter: any Reporter

  /// - Parameter configuration: Of a training: data, backbone and augmentation count.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public init(
    _ configuration: RunConfiguration, settings: Settings = Settings(),
    reporter: any Reporter = SilentReporter()
  ) throws {
    try WorkbenchError.require(
      (1...200).contains(settings.count), "--count", "1 to 200", "\(settings.count)")
    try WorkbenchError.require(
      (1...64).contains(settings.views), "--views", "1 to 64", "\(settings.views)")
    self.configuration = configuration
    self.settings = settings
    self.reporter = reporter
    policy = try AugmentationPolicy.find(configuration.augmentation.policy)
    preprocessing = try Network(configuration.backbone).preprocessing
  }

  /// - Parameter output: A name that ends in `.png`, `.jpg` or `.jpeg`; of a page in `.html`.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run(output: String) throws -> Result {
    let kind = try kind(of: output)
    let scan = try DatasetScan(
      of: configuration.data.path,
      options: ScanOptions(
        classOrder: configuration.data.classOrder, grouping: configuration.data.grouping,
        minimumClassCount: 1))
    // Made and dropped: a place that cannot be written is better known before the work.
    _ = try AtomicFile(path: output)
    var problems: [BadImage] = []
    let pictures = try chosen(of: scan.dataset, &problems)
    guard !pictures.isEmpty else {
      throw WorkbenchError.unreadableImages(
        count: problems.count, first: problems.first?.message ?? configuration.data.path)
    }
    switch kind {
    case .png: try AtomicFile.write(sheet(pictures).drawn().png(), to: output)
    case .jpeg: try AtomicFile.write(sheet(pictures).drawn().jpeg(quality: 92), to: output)
    case .html: try AtomicFile.write(PreviewPage(self, pictures).text(), to: output)
    }
    return Result(
      command: "preview", policy: policy.name, output: output,
      pictures: pictures.map { picture in
        Result.Picture(
          path: picture.item.relativePath, label: picture.label,
          views: views(of: picture).map {
            Result.View(view: $0.number, words: $0.parameters.words, parameters: $0.parameters)
          })
      }, problems: problems, width: preprocessing.width, height: preprocessing.height)
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

  struct Picture {
    let item: Item
    let label: String
    let image: Image
  }

  /// One of each class in turn, each class in an order of its own that the augmentation seed decides. One that cannot
  /// be read is named, and the next one takes its place.
  private func chosen(
    of dataset: Dataset, _ problems: inout [BadImage]
  ) throws -> [Picture] {
    var queues = dataset.classes.indices.map { label -> [Int] in
      let own = dataset.items.indices.filter { dataset.items[$0].label == label }
      var stream = RandomStream(
        seed: configuration.augmentation.seed, purpose: .sampling, UInt64(label), 1)
      return stream.permutation(of: own.count).map { own[$0] }
    }
    var pictures: [Picture] = []
    while pictures.count < settings.count, queues.contains(where: { !$0.isEmpty }) {
      for label in queues.indices where pictures.count < settings.count && !queues[label].isEmpty {
        let item = dataset.items[queues[label].removeFirst()]
        do {
          pictures.append(
            Picture(
              item: item, label: dataset.classes[item.label], image: try Image.load(path: item.path)
            ))
        } catch let error where PicturePass.isOfThePicture(error) {
          problems.append(
            BadImage(
              path: item.path, relativePath: item.relativePath, message: "\(error)"))
          reporter.note("\(item.relativePath): left out: \(error)")
        }
      }
    }
    return pictures
  }

  func views(of picture: Picture) -> [(number: Int, parameters: ViewParameters)] {
    (0..<settings.views).map {
      (
        $0,
        policy.parameters(
          seed: configuration.augmentation.seed, item: picture.item.identifier, view: UInt64($0))
      )
    }
  }

  // MARK: Sheets

  private func sheet(_ pictures: [Picture]) throws -> ContactSheet {
    let rows = try pictures.flatMap {
      settings.sweeps ? try sweep($0) : try viewRows($0)
    }
    return ContactSheet(
      title: policy.name,
      subtitle: policy.description
        + " \(preprocessing.width) × \(preprocessing.height) pixels, augmentation seed \(configuration.augmentation.seed).",
      rows: rows)
  }

  private func original(_ picture: Picture) -> ContactSheet.Cell {
    ContactSheet.Cell(
      picture.image, title: picture.label,
      text:
        "\(picture.item.relativePath) \(picture.image.width)\u{A0}×\u{A0}\(picture.image.height)")
  }

  private func viewRows(_ picture: Picture) throws -> [ContactSheet.Row] {
    let views = views(of: picture)
    let images = try views.map { try preprocessing.view(of: picture.image, $0.parameters) }
    let cells = zip(views, images).map { view, image in
      ContactSheet.Cell(
        image, title: "view \(view.number)",
        text: view.parameters.words.isEmpty
          ? "as evaluation sees it" : view.parameters.words.joined(separator: ", "))
    }
    var rows = [ContactSheet.Row([original(picture)] + cells)]
    if settings.showsNormalized {
      let plain = try preprocessing.view(of: picture.image, .identity)
      rows.append(
        ContactSheet.Row(
          try [
            ContactSheet.Cell(
              preprocessing.shownNormalized(plain), title: "normalized",
              text: "what the network reads: grey is 0, black and white are ±2.5")
          ]
            + images.map { ContactSheet.Cell(try preprocessing.shownNormalized($0)) }))
    }
    return rows
  }

  private func sweep(_ picture: Picture) throws -> [ContactSheet.Row] {
    try policy.operations.enumerated().map { index, operation in
      let steps = operation.sweep(seed: configuration.augmentation.seed, index: index)
      let cells = try steps.map { step in
        ContactSheet.Cell(
          try preprocessing.view(of: picture.image, step.withSurroundings(policy.surroundings)),
          text: step.words.isEmpty ? "nothing" : step.words.joined(separator: ", "))
      }
      let name = operation.kind.rawValue.replacing("_", with: " ")
      return ContactSheet.Row(
        heading: name + share(operation),
        (index == 0 ? [original(picture)] : [try plain(picture)]) + cells)
    }
  }

  private func share(_ operation: AugmentationOperation) -> String {
    guard operation.probability < 1 else { return "" }
    return ", \(Figure.short(operation.probability * 100)) % of the views"
  }

  private func plain(_ picture: Picture) throws -> ContactSheet.Cell {
    ContactSheet.Cell(
      try preprocessing.view(of: picture.image, .identity), text: "as evaluation sees it")
  }
}

extension Preprocessing {
  /// The numbers that a network reads, as a picture: grey is 0, black and white are 2.5 standard deviations away.
  fileprivate func shownNormalized(_ view: Image) throws -> Image {
    let pixels = view.withPixels { bytes in
      bytes.indices.map { index -> UInt8 in
        let channel = index % 3
        let place = channelOrder == .rgb ? channel : 2 - channel
        let value = pixelRange == .unit ? Float(bytes[index]) / 255 : Float(bytes[index])
        let normalized = (value - mean[place]) / standardDeviation[place]
        return UInt8(min(max(127.5 + normalized * 51, 0), 255))
      }
    }
    return try Image(width: view.width, height: view.height, pixels: pixels)
  }
}
