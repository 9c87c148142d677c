import Datasets
import Files
import Images
import Tensors
import Training
import Workers

/// Decodes every picture once and keeps its perceptual hash: so copies are found, and a bad file before an hour of
/// training. What the cache holds has been decoded before.
struct PictureHashes {
  struct Result {
    /// Of each item; `nil` for one that cannot be read and for one of an archive, which is no file.
    let identities: [PictureIdentity?]
    /// By item.
    let problems: [Int: BadImage]
  }

  let workers: Workers
  let cache: FeatureCache?
  let badImages: RunConfiguration.Data.BadImagePolicy
  let clock: StageClock
  let reporter: any Reporter
  var cancellation: Cancellation?

  /// - Throws: The first problem where the policy is `error`;
  ///   ``WorkbenchError/unreadableImages(count:first:)`` if nothing is left.
  func run(on dataset: Dataset, _ digests: PictureDigests) throws -> Result {
    let set = try? cache?.open(Self.description)
    var hashes = Self.read(set, digests.digests)
    let missing = dataset.items.indices.filter {
      hashes[$0] == nil && digests.digests[$0] != nil && dataset.items[$0].isFile
    }
    let looks = try look(at: missing.map { dataset.items[$0] })
    var problems = digests.problems
    for (index, look) in zip(missing, looks) {
      switch look {
      case .success(let hash): hashes[index] = hash
      case .failure(let problem): problems[index] = problem
      }
    }
    Self.keep(missing.filter { hashes[$0] != nil }, hashes, digests.digests, in: set)
    if problems.count == dataset.items.count,
      let first = problems.min(by: { $0.key < $1.key })?.value
    {
      throw WorkbenchError.unreadableImages(count: problems.count, first: first.message)
    }
    return Result(
      identities: zip(digests.digests, hashes).map { digest, hash in
        guard let digest, let hash else { return nil }
        return PictureIdentity(digest: digest, hash: hash)
      }, problems: problems)
  }

  private func look(at items: [Item]) throws -> [Swift.Result<PerceptualHash, BadImage>] {
    let stops = badImages == .error
    let counter = ProgressCounter(total: items.count, task: "pictures checked", reporter: reporter)
    return try workers.map(items.count, cancellation: cancellation) { _, index in
      defer { counter.advance(by: 1) }
      return try clock.measure(.decoding) {
        do {
          return .success(
            try PerceptualHash(
              of: items[index].place.image().shrunk(toSide: PictureMeasures.side)))
        } catch let error where !stops && PicturePass.isOfThePicture(error) {
          return .failure(BadImage(items[index], message: "\(error)"))
        }
      }
    }
  }

  // MARK: The cache

  /// A hash as two elements of 32 bits, which nobody reads as numbers. The name is to be changed whenever
  /// decoding or hashing changes a bit.
  private static let description = FeatureSetDescription(
    weightsDigest: "none", boundary: "perceptual hash", preprocessing: "none", precision: .float32,
    kernels: "hash 1", microBatch: 1, elementType: .float32, elementCount: 2)

  private static func read(_ set: FeatureSet?, _ digests: [ImageDigest?]) -> [PerceptualHash?] {
    guard let set else { return [PerceptualHash?](repeating: nil, count: digests.count) }
    let known = digests.indices.filter { digests[$0] != nil }
    var bits = [UInt64](repeating: 0, count: known.count)
    let found = bits.withUnsafeMutableBytes { bytes in
      set.read(known.compactMap { digests[$0].map { FeatureKey(image: $0) } }, into: bytes)
    }
    var hashes = [PerceptualHash?](repeating: nil, count: digests.count)
    for (place, index) in known.enumerated() where found[place] {
      hashes[index] = PerceptualHash(bits: bits[place])
    }
    return hashes
  }

  /// What cannot be kept is computed again the next time.
  private static func keep(
    _ items: [Int], _ hashes: [PerceptualHash?], _ digests: [ImageDigest?], in set: FeatureSet?
  ) {
    guard let set, !items.isEmpty else { return }
    let keys = items.compactMap { digests[$0].map { FeatureKey(image: $0) } }
    items.compactMap { hashes[$0]?.bits }.withUnsafeBytes { rows in
      try? set.append(keys: keys, rows: rows)
    }
  }
}

extension Item {
  /// Whether its picture is a file of its own.
  var isFile: Bool {
    if case .file = place { true } else { false }
  }
}
