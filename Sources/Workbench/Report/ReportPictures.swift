import Datasets
import Workers

/// The pictures that a report shows, and where.
///
/// Their number is bounded, and so are the bytes of their thumbnails: a report of a large data set can still be
/// sent to somebody.
struct ReportPictures: Encodable {
  /// A picture in the page.
  struct Shown: Encodable {
    let path: String
    let truth: Int
    let predicted: Int
    let confidence: Double
    /// `so 1 of 2 times`, where the judgments differ.
    let note: String?
    /// Of an `img`; `nil` if there is none.
    let source: String?
    /// Of a mistake that is explained: what speaks for either class.
    let maps: [MistakeMap]?
  }

  /// Pictures of one class that were taken for one class.
  struct Cell: Encodable {
    let truth: Int
    let predicted: Int
    /// Judgments.
    let count: Int
    /// How many pictures they were of.
    let pictures: Int
    /// Positions of those that are shown.
    let shown: [Int]
  }

  let pictures: [Shown]
  /// Mistakes first, by their number.
  let cells: [Cell]
  /// Wrong ones, the surest first.
  let mistakes: [Int]
  /// Those whose two likeliest classes are closest.
  let uncertain: [Int]
  /// What a reader must know of what is not shown.
  let limits: [String]

  static let listLength = 24
  static let cellLength = 12
  static let mostPictures = 400
  static let byteLimit = 3_000_000
  /// Of thumbnails, in pixels.
  static let side = 144

  /// - Parameter explainer: Of the mistakes that are listed; `nil` if nobody can explain them.
  /// - Throws: What decoding throws beyond a picture that cannot be read.
  init(
    of judged: JudgedPictures, in dataset: Dataset, explainer: (any MistakeExplaining)? = nil,
    held: HeldThumbnails = HeldThumbnails(), workers: Workers, reporter: any Reporter,
    cancellation: Cancellation?
  ) throws {
    let choice = ReportPictureChoice(of: judged.pictures)
    let items = Dictionary(dataset.items.map { ($0.relativePath, $0) }) { first, _ in first }
    let thumbnails = try Thumbnails(
      of: choice.pictures.compactMap { items[judged.pictures[$0].path] }, side: Self.side,
      held: held,
      byteLimit: Self.byteLimit, workers: workers, reporter: reporter, cancellation: cancellation)
    let maps = try Self.maps(
      of: choice.mistakes.map { judged.pictures[choice.pictures[$0]] }, explainer, reporter)
    pictures = choice.pictures.map { index in
      let picture = judged.pictures[index]
      let times = picture.judgments.count { $0.predicted == picture.predicted }
      return Shown(
        path: picture.path, truth: picture.truth, predicted: picture.predicted,
        confidence: picture.confidence,
        note: times == picture.judgments.count
          ? nil : "so \(times) of \(picture.judgments.count) times",
        source: thumbnails.source(of: picture.path), maps: maps[picture.path])
    }
    cells = choice.cells
    mistakes = choice.mistakes
    uncertain = choice.uncertain
    var limits: [String] = []
    if choice.areCut || thumbnails.areCut {
      limits.append(
        "Not every picture is in this page: at most \(Self.cellLength) a cell, \(Self.mostPictures) in all, and "
          + "\(ByteText.of(Self.byteLimit)) of thumbnails; predictions.csv lists every one.")
    }
    self.limits = limits
  }

  /// A report without them is better than none.
  private static func maps(
    of mistakes: [JudgedPicture], _ explainer: (any MistakeExplaining)?, _ reporter: any Reporter
  ) throws -> [String: [MistakeMap]] {
    guard let explainer else { return [:] }
    do { return try explainer.maps(of: mistakes) } catch let error
      where !(error is CancellationError)
    {
      reporter.warn("the report's mistakes are shown without explanations: \(error)")
      return [:]
    }
  }

  /// Whether a mistake in the list is explained.
  var areExplained: Bool { mistakes.contains { pictures[$0].maps?.isEmpty == false } }
}
