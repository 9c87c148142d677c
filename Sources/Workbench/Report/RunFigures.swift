import Files

/// The charts of a report as PNG files, for papers and slides: what the page draws, and the confusion matrix.
struct RunFigures {
  static let folderName = "figures"
  /// Pixels of a file for each of the page's.
  private static let scale = 2

  private let numbers: FigureNumbers
  private let subtitle: String

  /// - Throws: `ImageError.noFont(problem:)`.
  init(_ subject: ReportSubject, _ data: ReportData) throws {
    let name = subject.data.split(separator: "/").last.map(String.init) ?? subject.data
    subtitle = "graft \(subject.command) \(name), on \(subject.backbone)"
    numbers = try FigureNumbers(data, subtitle: subtitle)
  }

  /// - Throws: `ChartError`, `ImageError`, `FileError`; figures that were written before are whole.
  func write(into folder: RunFolder, by drawing: ChartDrawing) throws {
    try drawing.take(numbers)
    let path = try folder.subfolder(Self.folderName)
    for figure in ReportFigure.of(numbers) {
      let picture = try drawing.draw(figure, subtitle: subtitle)
      try AtomicFile.write(picture.image(scale: Self.scale).png(), to: path + "/" + figure.file)
    }
  }
}
