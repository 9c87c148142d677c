import Datasets

extension CleanedList.Reason {
  /// In words, after a number.
  public var words: String {
    switch self {
    case .unreadable: "unreadable"
    case .repeated: "repeated"
    case .conflicting: "with the same bytes and another label"
    case .test: "in the folder test, which stays for the end"
    case .copyOfTest: "that are copies of pictures in the folder test"
    }
  }
}
