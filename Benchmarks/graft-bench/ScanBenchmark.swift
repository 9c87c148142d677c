import Datasets
import Files
import Foundation

/// Seconds of listing a folder of class folders, every folder read anew or kept in the cache folder.
struct ScanBenchmark {
  private let folder: String
  private let cache: ListingCache?

  /// - Parameter arguments: A folder, and `anew` or `kept`.
  init(_ arguments: ArraySlice<String>) throws {
    let arguments = Array(arguments)
    guard arguments.count == 2, ["anew", "kept"].contains(arguments[1]) else {
      throw BenchmarkError.usage
    }
    folder = arguments[0]
    cache = arguments[1] == "kept" ? ListingCache(.standard()) : nil
  }

  func serve() throws {
    let count = try DatasetScan(of: folder, cache: cache).dataset.items.count
    try Rounds.serve("\(count) pictures") {
      _ = try DatasetScan(of: folder, cache: cache)
    }
  }
}
