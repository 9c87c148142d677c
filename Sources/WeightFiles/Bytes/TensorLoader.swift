import Tensors

/// Reads the tensors that views describe, each once, however many names it has.
struct TensorLoader {
  let source: ByteSource
  /// How many bytes the file holds for tensors, unpacked.
  let availableByteCount: Int
  /// Finds the bytes behind views, and checks that they are there.
  let locate: (TensorView.Origin) throws -> StoredBytes

  /// Views may overlap (tied weights, expanded axes), so their sizes may add up to more than the
  /// file holds; a file of a few bytes must not claim gigabytes that way.
  static let maximumReuse = 4
  static let smallestLimit = 1 << 20

  func load(_ views: [String: TensorView]) throws -> [String: Tensor] {
    try checkClaims(Set(views.values))
    var tensors: [TensorView: Tensor] = [:]
    // In order of name, so that a file with several faults reports the same one each time.
    var groups: [TensorView.Origin: [TensorView]] = [:]
    var order: [(name: String, origin: TensorView.Origin)] = []
    for (name, view) in views.sorted(by: { $0.key < $1.key }) {
      if groups[view.origin] == nil { order.append((name, view.origin)) }
      groups[view.origin, default: []].append(view)
    }
    for (name, origin) in order {
      try load(Set(groups[origin] ?? []), at: origin, named: name, into: &tensors)
    }
    return views.compactMapValues { tensors[$0] }
  }

  private func checkClaims(_ views: Set<TensorView>) throws {
    let limit =
      availableByteCount.multipliedReportingOverflow(by: Self.maximumReuse).partialValue
      + Self.smallestLimit
    var claimed = 0
    for view in views {
      let (sum, overflow) = claimed.addingReportingOverflow(view.byteCount)
      claimed = overflow ? .max : sum
      guard claimed <= limit else {
        throw WeightFileError.tooLarge(
          path: source.name, place: "the sum of the tensors, in bytes,", claimed: claimed,
          limit: limit)
      }
    }
  }

  /// Reads all views of one run of bytes, so that it is read and verified once.
  private func load(
    _ views: Set<TensorView>, at origin: TensorView.Origin, named name: String,
    into tensors: inout [TensorView: Tensor]
  ) throws {
    let stored = try locate(origin)
    var place: String { "data of \(name.quoted)" }
    for view in views {
      let expected = view.originElementCount * view.elementType.byteCount
      guard stored.source.byteCount == expected else {
        throw source.damaged(
          place, expected: "\(expected) bytes", found: "\(stored.source.byteCount)")
      }
    }
    if views.count == 1, let view = views.first, view.coversOrigin {
      let tensor = try stored.source.tensor(
        at: 0, shape: view.shape, elementType: view.elementType)
      try tensor.withUnsafeBytes { try stored.verify($0, place: place) }
      tensors[view] = tensor
    } else {
      let bytes = try stored.source.bytes(at: 0, count: stored.source.byteCount)
      try bytes.withUnsafeBytes { buffer in
        try stored.verify(buffer, place: place)
        for view in views { tensors[view] = try view.gather(from: buffer) }
      }
    }
  }
}
