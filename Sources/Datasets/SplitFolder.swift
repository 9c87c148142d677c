/// What a folder below the root is for, by its name.
enum SplitFolder: Hashable {
  case training, validation, test

  /// `train`, `val`, `valid`, `validation` or `test`, in any case; `nil` for other names.
  init?(name: String) {
    switch name.lowercased() {
    case "train": self = .training
    case "val", "valid", "validation": self = .validation
    case "test": self = .test
    default: return nil
    }
  }
}
