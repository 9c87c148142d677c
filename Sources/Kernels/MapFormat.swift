import COneDNN
import Tensors

/// How the channels of a map lie.
enum MapFormat: Hashable, Sendable {
  /// `[batch, height, width, channels]`
  case plain
  /// In blocks of so many channels, 4, 8 or 16, each `[height, width, lane]`; padding lanes are zeros.
  case blocked(Int)
  /// As oneDNN likes.
  case any

  /// What suits oneDNN's vector code on this processor.
  static let blocks = MapFormat.blocked(OneDNN.channelBlock)

  /// Blocks, but not for a picture's few channels.
  static func preferred(channels: Int) -> MapFormat {
    channels >= OneDNN.channelBlock ? blocks : .plain
  }

  func descriptor(_ shape: Shape, _ elementType: ElementType) throws -> MemoryDescriptor {
    let tag =
      switch self {
      case .plain: dnnl_nhwc
      case .blocked(16): dnnl_nChw16c
      case .blocked(8): dnnl_nChw8c
      case .blocked: dnnl_nChw4c
      case .any: dnnl_format_tag_any
      }
    return try MemoryDescriptor(Layout.dimensions(shape), elementType, tag: tag)
  }
}

extension Layout {
  /// A map in a format that is not `any`.
  init(_ shape: Shape, _ elementType: ElementType, _ format: MapFormat) throws {
    self =
      format == .plain
      ? Layout(plain: shape, elementType: elementType)
      : Layout(
        shape: shape, elementType: elementType,
        descriptor: try format.descriptor(shape, elementType))
  }

  /// - Returns: `nil` where this is no map, or one that only oneDNN can read.
  var mapFormat: MapFormat? {
    guard shape.rank == 4 else { return nil }
    switch arrangement {
    case .plain:
      return .plain
    case .oneDNN(let descriptor):
      return [16, 8, 4].map(MapFormat.blocked).first {
        (try? $0.descriptor(shape, elementType)) == descriptor
      }
    case .plainWeight, .opaque:
      return nil
    }
  }
}
