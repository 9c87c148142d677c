import Glibc
import Graphs
import Tensors

@testable import Training

/// A folder for one cache, as long as the test that made it, and rows of known bits to put in.
final class FeatureCacheFixture {
  let folder: String
  var root: String { folder + "/cache/features" }

  init() throws {
    var template = Array("/tmp/graft-features-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FixtureError.system(code: errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(folder) }

  enum FixtureError: Error { case system(code: Int32) }

  private static func remove(_ path: String) {
    for entry in (try? FolderEntry.entries(of: path)) ?? [] {
      if entry.kind == .folder {
        remove(path + "/" + entry.name)
      } else {
        unlink(path + "/" + entry.name)
      }
    }
    rmdir(path)
  }

  func cache(limit: Int = 1 << 30, segmentByteCount: Int = 1 << 20) -> FeatureCache {
    FeatureCache(root: root, byteLimit: limit, segmentByteCount: segmentByteCount)
  }

  static func description(
    boundary: String = "pool", elementType: ElementType = .float32, elementCount: Int = 4
  ) -> FeatureSetDescription {
    FeatureSetDescription(
      weightsDigest: "00ff", boundary: boundary, preprocessing: #"{"size":224}"#,
      precision: .float32, kernels: "reference 1", microBatch: 8, elementType: elementType,
      elementCount: elementCount)
  }

  static func keys(_ range: Range<Int>) -> [FeatureKey] {
    range.map { FeatureKey(image: ImageDigest(ofFileContents: Array("image \($0)".utf8))) }
  }

  /// Random bits for each number, NaNs with payloads among them; the same number gives the same
  /// bits.
  static func rows(_ numbers: Range<Int>, of description: FeatureSetDescription) -> [UInt8] {
    numbers.flatMap { number in
      var stream = RandomStream(seed: 7, purpose: .test, UInt64(number))
      return (0..<description.rowByteCount).map { _ in UInt8(truncatingIfNeeded: stream.nextWord())
      }
    }
  }

  /// Every file's path below the cache that is a segment.
  func segments() throws -> [String] {
    try FeatureSetFolder.all(in: root).flatMap { try $0.segments() }.map(\.path)
  }
}

extension FeatureSet {
  /// Stores the rows of these numbers.
  func append(_ numbers: Range<Int>) throws {
    try FeatureCacheFixture.rows(numbers, of: description).withUnsafeBytes {
      try append(keys: FeatureCacheFixture.keys(numbers), rows: $0)
    }
  }

  /// The rows of these keys; bytes of rows that are missing are 0xAA.
  func rows(of keys: [FeatureKey]) -> (found: [Bool], bytes: [UInt8]) {
    var bytes = [UInt8](repeating: 0xAA, count: keys.count * description.rowByteCount)
    let found = bytes.withUnsafeMutableBytes { read(keys, into: $0) }
    return (found, bytes)
  }

  /// Which of these numbers are there with exactly their own bits; `nil` if one has other bits.
  func present(_ numbers: Range<Int>) -> [Int]? {
    let (found, bytes) = rows(of: FeatureCacheFixture.keys(numbers))
    let expected = FeatureCacheFixture.rows(numbers, of: description)
    let width = description.rowByteCount
    var present: [Int] = []
    for (position, number) in numbers.enumerated() {
      let range = position * width..<(position + 1) * width
      if found[position] {
        guard bytes[range] == expected[range] else { return nil }
        present.append(number)
      } else if bytes[range].contains(where: { $0 != 0xAA }) {
        return nil
      }
    }
    return present
  }
}
