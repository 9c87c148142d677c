import ArgumentParser
import Workbench

struct RunsExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes runs for other programs: as CSV, or as JSON with everything that is known.",
    discussion: """
      The table has a row for each run, with every setting in a column of its own; with --results it has
      one for each epoch, fold, step or class, with --epochs one for each epoch, also inside folds. Without --output it goes to standard output.

        graft runs export --output runs.csv
        graft runs export crossval-1 crossval-2 --results --output folds.csv
        graft runs export --epochs --output epochs.csv
        graft runs export --json
      """)

  @Argument(help: ArgumentHelp("Names in the folder, or paths. (default: all)", valueName: "run"))
  var names: [String] = []

  @OptionGroup var place: RunFolderOptions

  @Flag(
    help:
      "A row for each epoch of a training, fold of a cross-validation, step of lr-find or class of an evaluation. JSON has them anyway."
  )
  var results = false

  @Flag(
    help:
      "A row for each epoch of a training or inside a fold of a cross-validation. JSON has them anyway."
  )
  var epochs = false

  @Option(help: "A file that ends in .csv or .json.")
  var output: String?

  @OptionGroup var speech: OutputOptions

  func validate() throws {
    if output != nil, form == nil {
      throw ValidationError("--output: expected a file that ends in .csv or .json")
    }
    if results, epochs {
      throw ValidationError("--results and --epochs: a table has rows of one kind")
    }
    if results || epochs, output == nil ? speech.json : form == .json {
      throw ValidationError(
        "--\(results ? "results" : "epochs") is for CSV; JSON has them anyway")
    }
  }

  private var form: RunExport.Form? {
    RunExport.Form.allCases.first { output?.lowercased().hasSuffix("." + $0.rawValue) == true }
  }

  private var rows: RunExport.Rows { results ? .results : epochs ? .epochs : .runs }

  mutating func run() throws {
    let export = try RunExport(names, folder: place.folder, reporter: speech.reporter)
    if let output, let form {
      let result = try export.write(as: form, rows: rows, to: output)
      return try Output.print(result, asJSON: speech.json)
    }
    if speech.json { return try Output.write(JSONFile.line(export)) }
    try Output.writeWhole(export.text(as: .csv, rows: rows))
  }
}
