extension DatasetError {
  public var description: String {
    switch self {
    case .file(let error):
      error.description
    case .notAFolder(let path):
      "\(path): neither a folder nor a file; \(Self.layouts)"
    case .nameNotUTF8(let folder, let name):
      "\(folder): the name '\(name)' is not UTF-8; rename the file or folder"
    case .empty(let path, let unsupported):
      "\(path): holds no image\(Self.unsupportedNote(unsupported)); \(Self.layouts)"
    case .imagesWithoutClasses(let path, let example):
      "\(path): images (such as '\(example)') lie outside of any class folder; \(Self.layouts)"
    case .ambiguousLayout(let path, let splits, let others):
      "\(path): \(Self.list(splits)) could be splits or classes beside \(Self.list(others)); "
        + "move the others away or rename them; \(Self.layouts)"
    case .twoFoldersForOneSplit(let path, let names):
      "\(path): expected one folder for each split, found \(Self.list(names)); merge them"
    case .imagesBesideClasses(let path, let example):
      "\(path): images (such as '\(example)') lie beside class folders and have no label; "
        + "move them into a class folder or away"
    case .tooFewClasses(let path, let classes, let needed):
      "\(path): expected \(needed) classes or more, found \(classes.count) (\(Self.list(classes))); "
        + Self.layouts
    case .emptyClass(let path, let name):
      "\(path): the class '\(name)' holds no image; add .jpg, .jpeg, .png or .webp files or remove it"
    case .classNotInTraining(let path, let name):
      "\(path): the class '\(name)' has images, but none to train on; add some or remove the class"
    case .classesDiffer(let missing, let extra):
      "the data's classes are not the model's: missing \(Self.list(missing)), "
        + "extra \(Self.list(extra)); rename the folders or use the data the model was made with"
    case .classOrderDiffers(let index, let stored, let found):
      "class \(index) is '\(stored)' in the model and '\(found)' in the data: the orders differ; "
        + "choose the other --class-order"
    case .archive(let path, let problem):
      "\(path): \(problem)"
    case .classNames(let path, let line, let problem):
      path + (line.map { ", line \($0)" } ?? "") + ": \(problem)"
    case .csv, .severalLabels, .fileOfRowMissing:
      tableDescription
    case .tooFewItems, .tooFewGroups, .splitLeavesNothing, .badGrouping, .badFraction,
      .badFoldCount, .itemWithoutGroup, .badGroupCount, .foldMissing:
      splitDescription
    }
  }

  private var tableDescription: String {
    switch self {
    case .csv(let path, let line, let problem):
      "\(path), line \(line): \(problem)"
    case .severalLabels(let path, let line, let label):
      "\(path), line \(line): expected one label, found '\(label)'; several labels for one image "
        + "are not supported: keep one, or train one model for each"
    case .fileOfRowMissing(let path, let line, let file):
      "\(path), line \(line): no such file: \(file); paths are relative to the CSV's folder"
    default:
      ""
    }
  }

  private var splitDescription: String {
    switch self {
    case .tooFewItems(let name, let found, let needed):
      "the class '\(name)' has \(found) images, this split needs \(needed) or more; "
        + "add images, remove the class or ask for fewer folds"
    case .tooFewGroups(let name, let found, let needed):
      "the images of class '\(name)' are in \(found) groups, this split needs \(needed) or more; "
        + "ask for fewer folds, or --no-grouping if the groups mean nothing"
    case .splitLeavesNothing(let name):
      "the groups of class '\(name)' are too large to split: one side would hold none of it; "
        + "choose another fraction or another seed, or --no-grouping if the groups mean nothing"
    case .badGrouping(let pattern, let problem):
      "--group-by '\(pattern)': \(problem)"
    case .badFraction(let fraction):
      "expected a fraction above 0 and below 1 to split by, found \(fraction)"
    case .badFoldCount(let folds, let repeats):
      "expected 2 folds and 1 repeat or more, found \(folds) folds and \(repeats) repeats"
    case .itemWithoutGroup(let path):
      "\(path) has no group, and leaving one group out after the other takes a group for every image: "
        + "name a CSV column or a pattern over the path with --group-by"
    case .badGroupCount(let count, let allowed):
      "the images are in \(count) groups; leaving one group out after the other takes "
        + "\(allowed.lowerBound) to \(allowed.upperBound)"
    case .foldMissing(let path, let number, let item):
      "\(path): repeat \(number) says no fold for \(item); every image that can be read needs a row with its "
        + "fold, or an empty one for what is never tested"
    default:
      ""
    }
  }

  /// At most five names: the message must fit a terminal.
  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  private static func unsupportedNote(_ unsupported: [String]) -> String {
    guard let first = unsupported.first else { return "" }
    return " it can read (\(unsupported.count) in other formats, such as '\(first)': convert them)"
  }
}
