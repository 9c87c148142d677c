import ArgumentParser
import Workbench

struct RunsExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes runs for other programs: as CSV, or as JSON with everything that is known.",
    discussion: """
      The table has a row for each run, with every setting in a column of its own; with --results it has
      one for each epoch, fold, step or class. Without --output it goes to standard output.

        graft runs export --output runs.csv
        graft runs export train-1 train-2 --results --output epochs.csv
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

  @Option(help: "A file that ends in .csv or .json.")
  var output: String?

  @OptionGroup var speech: OutputOptions

  func validate() throws {
    if output != nil, form == nil {
      throw ValidationError("--output: expected a file that ends in .csv or .json")
    }
    if results, output == nil ? speech.json : form == .json {
      throw ValidationError("--results is for CSV; JSON has the results anyway")
    }
  }

  private var form: RunExport.Form? {
    RunExport.Form.allCases.first { output?.lowercased().hasSuffix("." + $0.rawValue) == true }
  }

  mutating func run() throws {
    let export = try RunExport(names, folder: place.folder, reporter: speech.reporter)
    if let output, let form {
      let result = try export.write(as: form, results: results, to: output)
      return try Output.print(result, asJSON: speech.json)
    }
    if speech.json { return try Output.write(JSONFile.line(export)) }
    try Output.writeWhole(export.text(as: .csv, results: results))
  }
}
