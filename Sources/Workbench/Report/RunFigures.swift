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
    subtitle = "graft \(subject.command) \(name), on \(subject.backbone)"
    numbers = try FigureNumbers(data, subtitle: subtitle)
  }

  /// What the charts look like; by one thread, as long as the engine is held.
  /// - Throws: `ChartError`.
  func drawn(by drawing: ChartDrawing) throws -> [Drawn] {
    try drawing.take(numbers)
    return try ReportFigure.of(numbers).map {
      Drawn(file: $0.file, picture: try drawing.draw($0, subtitle: subtitle))
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
