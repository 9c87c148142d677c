import Synchronization

@testable import Workbench

/// Keeps what a use case warns of.
final class Warnings: Reporter {
  private let kept = Mutex<[String]>([])

  var texts: [String] { kept.withLock { $0 } }

  func note(_ text: String) {}
  func warn(_ text: String) { kept.withLock { $0.append(text) } }
  func progress(_ task: String, done: Int, of total: Int, unit: String) {}
}
