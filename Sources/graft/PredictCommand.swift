import ArgumentParser
import Workbench

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Says what pictures show, and how sure it is.",
    discussion: """
      Folders are searched for JPEG and PNG files at any depth. The CSV has the columns path, \
      label and probability, then label2, probability2 and so on, and last answer: what the \
      model stands by, empty where it abstains.

        graft predict runs/train-1 new.jpg
        graft predict efficientnet_lite0 holiday/ --top 1 --csv > holiday.csv
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder with model.json (a run is one), or the name of a published classifier.",
      valueName: "model|name"))
  var model: String

  @Argument(help: ArgumentHelp("Pictures, and folders of pictures.", valueName: "image"))
  var images: [String]

  @Option(help: "Classes listed for each picture.")
  var top = 5

  @Flag(help: "Print CSV instead of a table.")
  var csv = false

  @OptionGroup(title: "Pictures and machine") var pass: PassOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    if csv, speech.json { throw ValidationError("--csv and --json exclude each other") }
  }

  mutating func run() throws {
    let result = try Predict(
      model: model, paths: images, top: top, pass: pass.configuration, reporter: speech.reporter,
      cancellation: Entry.cancellation
    ).run()
    if csv {
      Output.writeWhole(result.csv)
    } else {
      try Output.print(result, asJSON: speech.json)
    }
  }
}
