import Foundation

/// How the run was made, and how to make it again.
struct ConfigurationSection {
  private let subject: ReportSubject
  private let folder: String
  private let settings: [(name: String, value: String)]

  /// - Parameter folder: The run's.
  /// - Throws: `EncodingError`.
  init(_ subject: ReportSubject, folder: String) throws {
    self.subject = subject
    self.folder = folder
    let text =
      switch subject {
      case .training(_, let configuration), .crossValidation(_, let configuration):
        try JSONFile.text(configuration)
      case .evaluation(_, let configuration): try JSONFile.text(configuration)
      }
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    settings = Self.settings(object).sorted { $0.name < $1.name }
  }

  var section: ReportSection {
    let table = ReportTable(
      "Settings", ["setting", "value"], settings.map { [.text($0.name), .text($0.value)] })
    return ReportSection(
      "configuration", "How it was made",
      body: """
        <p>This command repeats it, started in the same folder; on the same machine and build, to the same bits:</p>
        <pre tabindex="0"><code>\(Markup.escaped(subject.commandLine.text))</code></pre>
        <p class="small">\(Markup.escaped(effort))</p>
        \(table.folded("Every setting, defaults included"))
        """)
  }

  private var effort: String {
    let (seconds, images, memory) =
      switch subject {
      case .training(let result, _):
        (result.seconds.total, result.images, result.peakMemoryBytes)
      case .crossValidation(let result, _):
        (result.seconds.total, result.images, result.peakMemoryBytes)
      case .evaluation(let result, _):
        (result.seconds.total, result.images, result.peakMemoryBytes)
      }
    return "It took \(Figure.duration(seconds)) for \(Figure.grouped(images)) pictures and at most "
      + "\(ByteText.of(memory)) of memory. The run’s other files lie beside this page in \(folder)."
  }

  private static func settings(
    _ value: Any, named name: String = ""
  ) -> [(name: String, value: String)] {
    if let fields = value as? [String: Any] {
      return fields.flatMap { key, value in
        settings(value, named: name.isEmpty ? key : "\(name).\(key)")
      }
    }
    let text =
      switch value {
      case is NSNull: "none"
      case let list as [Any]: list.map { "\($0)" }.joined(separator: ", ")
      default: "\(value)"
      }
    return [(name, text)]
  }
}
