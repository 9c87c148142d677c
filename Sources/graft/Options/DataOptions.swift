import ArgumentParser
import Datasets
import Images
import Workbench

struct DataOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A folder (class/image.jpg, or train|val|test/class/image.jpg), a CSV (path,label[,group,weight]), or the files of MNIST or CIFAR (a folder or .tar.gz).",
      valueName: "data"))
  var path: String?

  @Option(help: "Order of the classes: sorted or natural (class2 before class10).")
  var classOrder: ClassOrder = .sorted

  @Option(
    help: ArgumentHelp(
      "What the classes are called: lines of a class and its name (ImageNet's LOC_synset_mapping.txt), or a CSV (class,name).",
      valueName: "file"))
  var classNames: String?

  @Option(
    help:
      "What becomes of a picture that cannot be read: error, skip or quarantine (moved into the run)."
  )
  var onBadImage: RunConfiguration.Data.BadImagePolicy = .error

  @Option(
    help: ArgumentHelp(
      "Pictures of one group stay on one side of every split: a CSV column, or a regular expression over the path.",
      valueName: "column|regex"))
  var groupBy: String?

  @Flag(help: "Ignore groups, also a CSV's group column.")
  var noGrouping = false

  /// - Throws: `ValidationError` if there is none: only `--resume` does without.
  func requiredPath() throws -> String {
    guard let path else { throw ValidationError("Missing expected argument '<data>'") }
    return path
  }

  func apply(to data: inout RunConfiguration.Data) {
    data.classOrder = classOrder
    data.classNames = classNames
    data.onBadImage = onBadImage
    data.grouping = noGrouping ? .none : groupBy.map { .by($0) } ?? .automatic
  }

  func validate() throws {
    if noGrouping, groupBy != nil {
      throw ValidationError("--group-by and --no-grouping exclude each other")
    }
  }
}

extension ClassOrder: ExpressibleByArgument {}
extension Interpolation: ExpressibleByArgument {}
extension Preprocessing.Decode: ExpressibleByArgument {}
extension RunConfiguration.Data.BadImagePolicy: ExpressibleByArgument {}
