import CLoops
import Tensors

/// The operations that no library is needed for, as loops over maps in blocks of channels or plain, and over
/// lists and matrices of single precision.
///
/// Every sum runs over the images and positions in their order, so a result depends on nothing but its inputs.
struct Loops: Sendable {
  let path: graft_loop_path

  /// With the widest registers of this processor.
  static let best = Loops(path: graft_best_loop_path())

  /// - Parameter hints: How the inputs lie now: maps are taken as the first of them lies, where that can be read.
  /// - Returns: `nil` for operations of other kinds.
  func kernel(
    _ operation: TrainingOperation, inputs hints: [Layout], elementType: ElementType
  ) throws -> LoopKernel? {
    let layouts = try Self.layouts(operation, hints, elementType)
    switch operation {
    case .activation, .addition, .gatedSum, .mask, .imageScale:
      return elementwise(operation, layouts)
    case .globalAveragePooling, .globalAveragePoolingGradient:
      return globalAveragePooling(operation, layouts)
    case .moments, .scaleShift, .gradientMoments, .batchNormInputGradient, .channelScale:
      return norm(operation, layouts)
    case .batchStatistics, .normFactors, .runningStatistics, .batchNormGradient,
      .normParameterGradient:
      return normLists(operation, layouts)
    case .foldNorm, .foldNormGradient:
      return try folding(operation, layouts, hints)
    case .columnSum, .softmaxCrossEntropy, .softmaxCrossEntropyGradient:
      return rows(operation, layouts)
    default:
      return nil
    }
  }

  typealias Layouts = (inputs: [Layout], outputs: [Layout])

  /// Maps like the first input, in the given type; vectors, matrices and lists plain, in single precision.
  private static func layouts(
    _ operation: TrainingOperation, _ hints: [Layout], _ elementType: ElementType
  ) throws -> Layouts {
    let given = hints.lazy.compactMap(\.mapFormat).first
    func lay(_ layout: Layout) throws -> Layout {
      guard case .plain = layout.arrangement, layout.shape.rank == 4 else {
        return layout.shape.rank == 2 ? Layout(plain: layout.shape) : layout
      }
      return try Layout(
        layout.shape, elementType, given ?? .preferred(channels: layout.shape.channels))
    }
    let plain = operation.plainLayouts(elementType: elementType)
    return (try plain.inputs.map(lay), try plain.outputs.map(lay))
  }
}

extension Layout {
  /// How a loop sees the map, or the batch of vectors.
  var extent: graft_extent {
    let lanes = if case .blocked(let lanes) = mapFormat { lanes } else { shape.channels }
    return graft_extent(
      images: shape[0], blocks: (shape.channels + lanes - 1) / lanes, positions: shape.positions,
      lanes: lanes, channels: shape.channels)
  }

  /// Elements in memory, padding included.
  var storedCount: Int { byteCount / elementType.byteCount }

  /// C's truth value.
  var isBFloat16: Int32 { elementType == .bfloat16 ? 1 : 0 }
}

extension ActivationFunction {
  /// What the function clips to.
  var bounds: graft_bounds {
    switch self {
    case .relu: graft_bounds(low: 0, high: .nan)
    case .relu6: graft_bounds(low: 0, high: 6)
    }
  }
}

extension graft_bounds {
  /// The bounds of no function at all.
  static let none = graft_bounds(low: .nan, high: .nan)
}
