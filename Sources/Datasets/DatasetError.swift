import Files

/// What is wrong with a data set, and what to do about it.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// Whose mistake it is; a command maps it to its exit code.
  public enum Category: Sendable {
    /// An argument that no data set could satisfy (64).
    case usage
    /// A file that is not what it should be (65).
    case malformed
    /// Something that should be there is not (66).
    case nothingThere
  }

  case file(FileError)
  case notAFolder(path: String)
  case nameNotUTF8(folder: String, name: String)
  case empty(path: String, unsupported: [String])
  case imagesWithoutClasses(path: String, example: String)
  case ambiguousLayout(path: String, splits: [String], others: [String])
  case twoFoldersForOneSplit(path: String, names: [String])
  case imagesBesideClasses(path: String, example: String)
  case tooFewClasses(path: String, classes: [String], needed: Int)
  case emptyClass(path: String, name: String)
  case classNotInTraining(path: String, name: String)
  case csv(path: String, line: Int, problem: CSVProblem)
  case archive(path: String, problem: String)
  case classNames(path: String, line: Int?, problem: String)
  case severalLabels(path: String, line: Int, label: String)
  case fileOfRowMissing(path: String, line: Int, file: String)
  case classesDiffer(missing: [String], extra: [String])
  case classOrderDiffers(index: Int, stored: String, found: String)
  case tooFewItems(class: String, found: Int, needed: Int)
  case tooFewGroups(class: String, found: Int, needed: Int)
  case splitLeavesNothing(class: String)
  case badGrouping(pattern: String, problem: String)
  case badFraction(Double)
  case badFoldCount(folds: Int, repeats: Int)
  case itemWithoutGroup(path: String)
  case badGroupCount(Int, allowed: ClosedRange<Int>)
  case foldMissing(path: String, repeat: Int, item: String)

  public var category: Category {
    switch self {
    case .badGrouping, .badFraction, .badFoldCount: .usage
    case .file(.missing), .empty, .imagesWithoutClasses, .tooFewClasses, .emptyClass,
      .classNotInTraining, .fileOfRowMissing, .tooFewItems, .tooFewGroups, .splitLeavesNothing,
      .itemWithoutGroup, .badGroupCount:
      .nothingThere
    case .file, .notAFolder, .nameNotUTF8, .ambiguousLayout, .twoFoldersForOneSplit,
      .imagesBesideClasses, .csv, .archive, .classNames, .severalLabels, .classesDiffer,
      .classOrderDiffers, .foldMissing:
      .malformed
    }
  }

  /// The ways in which data may lie on the disk, for messages.
  static let layouts = """
    expected one of
      root/class/image.jpg
      root/{train,val,test}/class/image.jpg
      a CSV file with the header path,label[,group,weight]
      the binary files of MNIST (train-images-idx3-ubyte…), CIFAR-10 or CIFAR-100 (also .gz, .tar.gz)
    with images in .jpg, .jpeg, .png or .webp
    """
}
