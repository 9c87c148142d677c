import Crypto
import Datasets
import Files
import Foundation
import Graphs
import Images
import Kernels
import Tensors
import Training
import Workers

/// Computes what the frozen part of a network gives for every item, each picture once: what the cache
/// holds is read, the rest is computed and kept.
struct FeatureExtraction {
  let graph: Graph
  let boundary: FreezeBoundary
  let parameters: [String: Tensor]
  let preprocessing: Preprocessing
  let policy: AugmentationPolicy
  /// Views of each item besides the picture as it is: views 1 to so many.
  let viewCount: Int
  let augmentationSeed: UInt64
  let plan: InferencePlan
  let kernels: any KernelSet
  let workers: Workers
  let cache: FeatureCache?
  let badImages: RunConfiguration.Data.BadImagePolicy
  let clock: StageClock
  let reporter: any Reporter
  var cancellation: Cancellation?

  struct Result {
    let table: FeatureTable
    /// Items that could be read, ascending.
    let usable: [Int]
    let problems: [BadImage]
    /// Pictures that passed the network now.
    let computedCount: Int
  }

  /// Raised whenever decoding, rendering, fusion or the choice of algorithms changes a bit of any feature:
  /// what was cached before is then not found.
  private static let revision = "features 3"

  /// Rows computed before they are put into the cache, so that an interrupted run loses little.
  private static let chunkByteCount = 64 << 20

  /// - Parameter digests: Of the items; read anew if there are none and the cache wants them.
  func run(on items: [Item], _ digests: PictureDigests? = nil) throws -> Result {
    let digests =
      try cache == nil
      ? nil
      : digests
        ?? PictureDigests(
          of: items, stopsAtProblems: badImages == .error, workers: workers,
          cancellation: cancellation)
    var problems: [Int: BadImage] = digests?.problems ?? [:]
    let plain = try rows(of: items, views: nil, digests: digests?.digests, problems: &problems)
    var views: RowSet?
    if viewCount > 0 {
      views = try rows(
        of: items, views: viewCount, digests: digests?.digests, problems: &problems)
    }
    let usable = items.indices.filter { problems[$0] == nil }
    if usable.isEmpty, let first = problems.min(by: { $0.key < $1.key })?.value {
      throw WorkbenchError.unreadableImages(count: problems.count, first: first.message)
    }
    let count = items.count
    let table = FeatureTable(
      features: try tensor(plain.buffer, rows: 0..<count),
      views: try (0..<viewCount).compactMap { view in
        try views.map { try tensor($0.buffer, rows: view * count..<(view + 1) * count) }
      },
      labels: items.map(\.label), weights: items.map { Float($0.weight) },
      identifiers: items.map(\.identifier))
    return Result(
      table: table, usable: usable,
      problems: problems.sorted { $0.key < $1.key }.map(\.value),
      computedCount: plain.computed + (views?.computed ?? 0))
  }

  private func tensor(_ buffer: RowBuffer, rows: Range<Int>) throws -> Tensor {
    try buffer.tensor(
      rows: Array(rows), rowShape: Array(plan.outputs[0].shape.dimensions.dropFirst()),
      elementType: plan.outputs[0].elementType)
  }

  // MARK: Rows

  private struct RowSet {
    let buffer: RowBuffer
    let computed: Int
  }

  /// - Parameter views: `nil` for the pictures as they are: one row an item; else row
  ///   `(view − 1) · items + item`.
  private func rows(
    of items: [Item], views: Int?, digests: [ImageDigest?]?, problems: inout [Int: BadImage]
  ) throws -> RowSet {
    let count = items.count
    let layout = plan.outputs[0]
    let rowByteCount = layout.byteCount / plan.microBatch
    let buffer = try RowBuffer(rowCount: count * (views ?? 1), rowByteCount: rowByteCount)
    let set = openSet(augmented: views != nil, rowByteCount: rowByteCount, rows: buffer.rowCount)
    var keys: [FeatureKey?] = []
    if set != nil, let digests {
      keys = (0..<buffer.rowCount).map { row in
        digests[row % count].map {
          FeatureKey(
            image: $0, view: views == nil ? 0 : UInt64(1 + row / count),
            item: views == nil ? 0 : items[row % count].identifier)
        }
      }
    }
    var missing = Array(0..<buffer.rowCount)
    if let set { missing = read(set, keys, into: buffer) }
    missing = missing.filter { problems[$0 % count] == nil }
    let pass = PicturePass(
      plan: plan, preprocessing: preprocessing, workers: workers, clock: clock,
      reporter: reporter, task: views == nil ? "features" : "augmented features",
      cancellation: cancellation)
    try compute(
      missing, pass: pass, items: items, augmented: views != nil, into: buffer, set: set,
      keys: keys, problems: &problems)
    return RowSet(buffer: buffer, computed: missing.count)
  }

  /// - Returns: The rows that the cache does not have.
  private func read(_ set: FeatureSet, _ keys: [FeatureKey?], into buffer: RowBuffer) -> [Int] {
    // Rows without a name are of files that could not be read: any name that is not there will do.
    let nobody = FeatureKey(image: ImageDigest(ofFileContents: []), view: .max, item: .max)
    let found = buffer.withUnsafeMutableBytes { set.read(keys.map { $0 ?? nobody }, into: $0) }
    if set.damagedSegmentCount > 0 {
      reporter.warn("\(set.damagedSegmentCount) damaged files of the feature cache are ignored")
    }
    return found.indices.filter { !found[$0] }
  }

  private func compute(
    _ missing: [Int], pass: PicturePass, items: [Item], augmented: Bool, into buffer: RowBuffer,
    set: FeatureSet?, keys: [FeatureKey?], problems: inout [Int: BadImage]
  ) throws {
    let count = items.count
    let perChunk =
      max(1, Self.chunkByteCount / buffer.rowByteCount / plan.microBatch)
      * plan.microBatch
    var set = set
    for start in stride(from: 0, to: missing.count, by: perChunk) {
      let rows = Array(missing[start..<min(start + perChunk, missing.count)])
      let requests = rows.map { row in
        PicturePass.Request(
          place: items[row % count].place,
          view: augmented
            ? policy.parameters(
              seed: augmentationSeed, item: items[row % count].identifier,
              view: UInt64(1 + row / count)) : .identity)
      }
      let failed = try pass.run(requests, stopsAtProblems: badImages == .error) { index, outputs in
        buffer.write(outputs[0], toRow: rows[index])
      }
      for problem in failed {
        let item = rows[problem.request] % count
        problems[item] = BadImage(items[item], message: problem.message)
      }
      let bad = Set(failed.map { rows[$0.request] })
      set = append(rows.filter { !bad.contains($0) }, of: buffer, keys: keys, to: set)
    }
  }

  /// - Returns: The set, or `nil` once it cannot be written: the run goes on without it.
  private func append(
    _ rows: [Int], of buffer: RowBuffer, keys: [FeatureKey?], to set: FeatureSet?
  ) -> FeatureSet? {
    guard let set, !rows.isEmpty else { return set }
    do {
      let tensor = try buffer.tensor(
        rows: rows, rowShape: [buffer.rowByteCount], elementType: .uint8)
      try tensor.withUnsafeBytes { try set.append(keys: rows.compactMap { keys[$0] }, rows: $0) }
      return set
    } catch {
      reporter.warn("features are not cached: \(error)")
      return nil
    }
  }

  // MARK: The cache

  private func openSet(augmented: Bool, rowByteCount: Int, rows: Int) -> FeatureSet? {
    guard let cache else { return nil }
    guard rows * rowByteCount <= cache.byteLimit else {
      reporter.warn(
        "\(ByteText.of(rows * rowByteCount)) of features do not fit the cache's limit of "
          + "\(ByteText.of(cache.byteLimit)) and are not cached; --cache-limit raises it")
      return nil
    }
    do {
      let layout = plan.outputs[0]
      return try cache.open(
        FeatureSetDescription(
          weightsDigest: weightsDigest, boundary: graph.nodes[boundary.node].name,
          preprocessing: JSONFile.line(preprocessing), precision: plan.precision,
          kernels: "\(kernels.identity) \(Self.revision)", microBatch: plan.microBatch,
          augmentation: augmented
            ? FeatureAugmentation(digest: policyDigest, seed: augmentationSeed) : nil,
          elementType: layout.elementType,
          elementCount: rowByteCount / layout.elementType.byteCount))
    } catch {
      reporter.warn("the feature cache cannot be used: \(error)")
      return nil
    }
  }

  private var weightsDigest: String {
    let needed = graph.ancestors(of: [boundary.node]).sorted()
    var hash = SHA256()
    for parameter in needed.flatMap(graph.parameters(ofNode:)) {
      hash.update(data: Foundation.Data("\(parameter.name) \(parameter.shape)\n".utf8))
      parameters[parameter.name]?.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    // The operations as well: the same weights may be run through another network.
    for node in needed { hash.update(data: Foundation.Data("\(graph.nodes[node])".utf8)) }
    return Self.hexadecimal(hash.finalize())
  }

  private var policyDigest: String {
    let text = (try? JSONFile.line(policy)) ?? policy.name
    return Self.hexadecimal(SHA256.hash(data: Foundation.Data(text.utf8)))
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// A picture that was left out.
public struct BadImage: Error, Codable, Sendable, Equatable {
  public let path: String
  public let relativePath: String
  /// What is wrong with it.
  public let message: String

  init(_ item: Item, message: String) {
    path = item.path
    relativePath = item.relativePath
    self.message = message
  }

  init(path: String, relativePath: String, message: String) {
    self.path = path
    self.relativePath = relativePath
    self.message = message
  }
}
