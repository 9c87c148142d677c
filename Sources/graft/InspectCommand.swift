import ArgumentParser
import Datasets
import Workbench

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Looks for what is wrong with your pictures and labels, before anything is trained.",
    discussion: """
      Files that cannot be read, are misnamed, animated or turned; exact and near duplicates; classes, \
      sizes and odd pictures; labels that are probably wrong. Findings are no failure: the exit code is 0. \
      Nothing is changed but by --quarantine.

        graft inspect photos
        graft inspect photos --html report.html
        graft inspect photos --write-csv clean.csv && graft crossval clean.csv
        graft inspect photos --no-label-errors --quarantine broken
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder (class/image.jpg, or train|val|test/class/image.jpg), a CSV (path,label[,group,weight]), or the files of MNIST or CIFAR (a folder or .tar.gz).",
      valueName: "data"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Whose features compare pictures: a pretrained backbone, an architecture, or a file of weights.",
      valueName: "name|file"))
  var backbone = RunConfiguration.BackboneSettings.defaultName

  @Flag(help: "Do not look for wrong labels, which takes a cross-validated head.")
  var noLabelErrors = false

  @Option(help: ArgumentHelp("A report with pictures, one page by itself.", valueName: "file.html"))
  var html: String?

  @Option(
    help: ArgumentHelp(
      "A cleaned list (path,label,group) that train and crossval take: without what cannot be read, repeats or contradicts itself, near duplicates grouped.",
      valueName: "file.csv"))
  var writeCsv: String?

  @Option(
    help: ArgumentHelp(
      "Move files that cannot be read here, with a script that moves them back.", valueName: "dir"))
  var quarantine: String?

  @Option(
    help: ArgumentHelp(
      "Pictures of one group belong together: a CSV column, or a regular expression over the path.",
      valueName: "column|regex"))
  var groupBy: String?

  @Flag(help: "Ignore groups, also a CSV's group column.")
  var noGrouping = false

  @OptionGroup(title: "Machine") var machine: MachineOptions

  @Option(help: "A YAML file whose keys are the names of these flags; flags win over it.")
  var config: String?

  @OptionGroup var speech: OutputOptions

  func validate() throws {
    if noGrouping, groupBy != nil {
      throw ValidationError("--group-by and --no-grouping exclude each other")
    }
  }

  mutating func run() throws {
    var settings = Inspect.Settings(data: data)
    settings.grouping = noGrouping ? .none : groupBy.map { .by($0) } ?? .automatic
    settings.backbone = backbone
    settings.looksForLabelErrors = !noLabelErrors
    machine.apply(to: &settings.machine)
    settings.page = html
    settings.list = writeCsv
    settings.quarantine = quarantine
    let result = try Inspect(
      settings, reporter: speech.reporter, cancellation: Entry.cancellation
    ).run()
    try Output.print(result, asJSON: speech.json)
  }
}
