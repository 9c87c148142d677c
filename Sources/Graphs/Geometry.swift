/// A height and a width, in elements. `3` means 3 by 3.
public struct Extent: Hashable, Sendable, Codable, ExpressibleByIntegerLiteral {
  public var height: Int
  public var width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public init(integerLiteral value: Int) {
    self.init(height: value, width: value)
  }
}

/// Zeros around a map (for maximum pooling: minus infinity).
public enum Padding: Hashable, Sendable, ExpressibleByIntegerLiteral {
  case explicit(Edges)
  /// As much as makes the output `ceil(input / stride)` long, the odd element at the far edge.
  /// - Source: TensorFlow, "SAME" padding.
  case same

  public struct Edges: Hashable, Sendable, Codable {
    public var top: Int
    public var left: Int
    public var bottom: Int
    public var right: Int

    public init(top: Int, left: Int, bottom: Int, right: Int) {
      self.top = top
      self.left = left
      self.bottom = bottom
      self.right = right
    }
  }

  public init(integerLiteral value: Int) {
    self = .explicit(Edges(top: value, left: value, bottom: value, right: value))
  }

  public init(height: Int, width: Int) {
    self = .explicit(Edges(top: height, left: width, bottom: height, right: width))
  }

  /// The padding's four extents over a map of a given size.
  public func edges(height: Int, width: Int, kernel: Extent, stride: Extent, dilation: Extent)
    -> Edges
  {
    switch self {
    case .explicit(let edges):
      return edges
    case .same:
      let vertical = Self.sameTotal(height, kernel.height, stride.height, dilation.height)
      let horizontal = Self.sameTotal(width, kernel.width, stride.width, dilation.width)
      return Edges(
        top: vertical / 2, left: horizontal / 2, bottom: vertical - vertical / 2,
        right: horizontal - horizontal / 2)
    }
  }

  private static func sameTotal(_ length: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int
  {
    let outputs = (length + stride - 1) / stride
    return max(0, (outputs - 1) * stride + (kernel - 1) * dilation + 1 - length)
  }
}

extension Padding: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let word = try? container.decode(String.self) {
      guard word == "same" else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "padding is \"same\" or four numbers, not \"\(word)\"")
      }
      self = .same
    } else {
      self = .explicit(try container.decode(Edges.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .same: try container.encode("same")
    case .explicit(let edges): try container.encode(edges)
    }
  }
}
