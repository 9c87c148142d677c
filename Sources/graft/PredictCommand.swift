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
        graft predict runs/train-1 new.jpg --tta 8

      --explain shows what an answer rests on: for each picture a PNG, and explanations.csv that \
      lists them. gradcam takes the network's last map and colours what speaks for the class, in \
      single precision; occlusion covers one part after the other with grey and colours by how \
      much the probability falls or rises, which takes hundreds of passes a picture.

        graft predict runs/train-1 new.jpg --explain gradcam --output why
        graft predict runs/train-1 new.jpg --explain occlusion --class cat --output cat
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

  @Option(help: "Explain each answer with a picture: gradcam or occlusion.")
  var explain: Explanation.Method?

  @Option(help: "A folder for the explanations, new or empty.")
  var output: String?

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "The class that is explained. (default: each picture's most probable)", valueName: "name"))
  var className: String?

  @Option(
    help: ArgumentHelp(
      "With gradcam: the stage whose map is looked at (see `graft backbones show`). (default: the last map)",
      valueName: "stage"))
  var explainAt: String?

  @OptionGroup var views: ViewOptions

  @OptionGroup(title: "Pictures and machine") var pass: PassOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    if csv, speech.json { throw ValidationError("--csv and --json exclude each other") }
    guard let explain else {
      for (flag, value) in [
        ("--output", output), ("--class", className), ("--explain-at", explainAt),
      ] where value != nil {
        throw ValidationError("\(flag) goes with --explain gradcam or --explain occlusion")
      }
      return
    }
    if output == nil {
      throw ValidationError(
        "--explain \(explain.rawValue) wants --output, a folder for its pictures")
    }
    if views.tta != nil {
      throw ValidationError("--explain is of the picture as it is: leave out --tta")
    }
    if explainAt != nil, explain != .gradcam {
      throw ValidationError("--explain-at goes with --explain gradcam")
    }
  }

  mutating func run() throws {
    let result = try Predict(
      model: model, paths: images, top: top,
      explanation: explain.map { Explanation($0, className: className, stage: explainAt) },
      views: views.tta,
      pass: pass.configuration, reporter: speech.reporter, cancellation: Entry.cancellation
    ).run(output: output)
    if csv {
      Output.writeWhole(result.csv)
    } else {
      try Output.print(result, asJSON: speech.json)
    }
  }
}

extension Explanation.Method: ExpressibleByArgument {}
