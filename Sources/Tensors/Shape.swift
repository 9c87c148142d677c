/// The extents of a tensor's axes, outermost first. A scalar has no axes.
public struct Shape: Hashable, Sendable, Codable, ExpressibleByArrayLiteral {
  public let dimensions: [Int]

  /// - Precondition: No extent is negative, and their product fits an `Int`. Readers of files check
  ///   what they read with ``init(validating:)`` first.
  public init(_ dimensions: [Int]) {
    guard let shape = Shape(validating: dimensions) else {
      preconditionFailure("shape \(dimensions) has a negative extent or too many elements")
    }
    self = shape
  }

  /// - Returns: `nil` if an extent is negative or the element count does not fit an `Int`.
  public init?(validating dimensions: [Int]) {
    var count = 1
    for extent in dimensions {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
    }
    self.dimensions = dimensions
  }

  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let dimensions = try container.decode([Int].self)
    guard let shape = Shape(validating: dimensions) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(dimensions) is not a shape")
    }
    self = shape
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dimensions)
  }

  public var rank: Int { dimensions.count }

  public var elementCount: Int { dimensions.reduce(1, *) }

  public subscript(axis: Int) -> Int { dimensions[axis] }
}

extension Shape: CustomStringConvertible {
  /// For example `[64, 3, 7, 7]`.
  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }
}
