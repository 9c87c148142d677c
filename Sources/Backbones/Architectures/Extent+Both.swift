import Graphs

extension Extent {
  /// `length` by `length`.
  init(both length: Int) {
    self.init(height: length, width: length)
  }
}
