import Charts
import Files
import Workers

/// The charts of a report as PNG files, for papers and slides: what the page draws, and the confusion matrix.
struct RunFigures {
  static let folderName = "figures"
  /// Pixels of a file for each of the page's.
  private static let scale = 2

  struct Drawn: Sendable {
    let file: String
    let picture: VectorPicture
  }

  private let numbers: FigureNumbers
  private let subtitle: String

  /// - Throws: `ImageError.noFont(problem:)`.
  init(_ subject: ReportSubject, _ data: ReportData) throws {
    let name = subject.data.split(separator: "/").last.map(String.init) ?? subject.data
    let subtitle = "graft \(subject.command) \(name), on \(subject.backbone)"
    self.init(try FigureNumbers(data, subtitle: subtitle), subtitle: subtitle)
  }

  init(_ numbers: FigureNumbers, subtitle: String) {
    self.numbers = numbers
    self.subtitle = subtitle
  }

  /// What the charts look like; by one thread, as long as the engine is held.
  /// - Parameter failed: Told which could not be drawn; the others are.
  /// - Throws: `ChartError` where no chart can be drawn at all.
  func drawn(
    by drawing: ChartDrawing, failed: (_ file: String, any Error) -> Void
  ) throws -> [Drawn] {
    try drawing.take(numbers)
    return ReportFigure.of(numbers).compactMap { figure in
      do {
        return Drawn(file: figure.file, picture: try drawing.draw(figure, subtitle: subtitle))
      } catch {
        failed(figure.file, error)
        return nil
      }
    }
  }

  /// Writes each as soon as it is whole.
  /// - Throws: `ChartError`, `ImageError`, `FileError`; figures that were written before are whole.
  static func write(_ figures: [Drawn], into folder: RunFolder, workers: Workers) throws {
    let path = try folder.subfolder(folderName)
    try workers.forEach(figures.count) { _, index in
      let png = try figures[index].picture.image(scale: scale).png()
      try AtomicFile.write(png, to: path + "/" + figures[index].file)
    }
  }
}
