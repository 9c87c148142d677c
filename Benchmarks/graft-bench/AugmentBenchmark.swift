import Foundation
import Images

/// Pictures a second from JPEG files to a network's input, on one thread.
struct AugmentBenchmark {
  private let paths: [String]
  private let policy: AugmentationPolicy
  private let decodesOnly: Bool
  private let preprocessing = Preprocessing()

  /// - Parameter arguments: A folder with JPEG files in class folders, and a policy's name or file, or `decode`.
  init(_ arguments: ArraySlice<String>) throws {
    let arguments = Array(arguments)
    guard arguments.count == 2 else { throw BenchmarkError.usage }
    let folder = arguments[0]
    paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".jpg") }.sorted().map { "\(folder)/\($0)" }
    policy = try AugmentationPolicy.find(arguments[1] == "decode" ? "none" : arguments[1])
    decodesOnly = arguments[1] == "decode"
  }

  func serve() throws {
    var buffer = [Float](repeating: 0, count: preprocessing.elementCount)
    // View 0 is the picture as it is.
    var view: UInt64 = 1
    try Rounds.serve("\(paths.count) pictures") {
      for (index, path) in paths.enumerated() {
        let image = try Image.load(path: path)
        guard !decodesOnly else { continue }
        let parameters = policy.parameters(seed: 0, item: UInt64(index), view: view)
        try buffer.withUnsafeMutableBufferPointer {
          try preprocessing.render(image, view: parameters, into: $0)
        }
      }
      view += 1
    }
  }
}
