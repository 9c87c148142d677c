import Graphs
import Names

/// The networks that Graft can build, by the names that torchvision and timm users type.
public enum Architecture: String, CaseIterable, Codable, Sendable {
  case resNet18 = "resnet18"
  case resNet34 = "resnet34"
  case resNet50 = "resnet50"
  case resNet101 = "resnet101"
  case resNet152 = "resnet152"
  case resNeXt50 = "resnext50_32x4d"
  case wideResNet50 = "wide_resnet50_2"
  case vgg11 = "vgg11"
  case vgg11BatchNorm = "vgg11_bn"
  case vgg13 = "vgg13"
  case vgg13BatchNorm = "vgg13_bn"
  case vgg16 = "vgg16"
  case vgg16BatchNorm = "vgg16_bn"
  case vgg19 = "vgg19"
  case vgg19BatchNorm = "vgg19_bn"
  case squeezeNet = "squeezenet1_1"
  case mobileNetV2 = "mobilenet_v2"
  case inceptionV3 = "inception_v3"
  case efficientNetLite0 = "efficientnet_lite0"

  /// - Throws: ``BackboneError/unknownArchitecture(name:nearest:)``.
  public init(named name: String) throws(BackboneError) {
    guard let architecture = Architecture(rawValue: name) else {
      throw .unknownArchitecture(
        name: name, nearest: NearestName.of(name, among: Self.allCases.map(\.rawValue)))
    }
    self = architecture
  }

  /// The height and width that it was trained at, in pixels.
  public var inputSize: Int { self == .inceptionV3 ? 299 : 224 }

  /// The network for pictures of three channels, with its own classifier of `classes` outputs.
  /// - Parameters:
  ///   - height, width: Of the input in pixels; ``inputSize`` where left out.
  /// - Throws: ``GraphError/invalidLayer(name:reason:)`` for a size that a layer cannot take, or no
  ///   classes.
  public func graph(classes: Int = 1000, height: Int? = nil, width: Int? = nil)
    throws(GraphError) -> Graph
  {
    let input = Operation.Input(height: height ?? inputSize, width: width ?? inputSize)
    return switch self {
    case .squeezeNet: try SqueezeNet.graph(input: input, classes: classes)
    case .mobileNetV2: try MobileNetV2.graph(input: input, classes: classes)
    case .inceptionV3: try InceptionV3.graph(input: input, classes: classes)
    case .efficientNetLite0: try EfficientNetLite.graph(input: input, classes: classes)
    case .resNet18: try basic([2, 2, 2, 2]).graph(input: input, classes: classes)
    case .resNet34: try basic([3, 4, 6, 3]).graph(input: input, classes: classes)
    case .resNet50: try bottleneck([3, 4, 6, 3]).graph(input: input, classes: classes)
    case .resNet101: try bottleneck([3, 4, 23, 3]).graph(input: input, classes: classes)
    case .resNet152: try bottleneck([3, 8, 36, 3]).graph(input: input, classes: classes)
    case .resNeXt50:
      try bottleneck([3, 4, 6, 3], groups: 32, groupWidth: 4).graph(input: input, classes: classes)
    case .wideResNet50:
      try bottleneck([3, 4, 6, 3], groupWidth: 128).graph(input: input, classes: classes)
    case .vgg11, .vgg11BatchNorm: try vgg([1, 1, 2, 2, 2]).graph(input: input, classes: classes)
    case .vgg13, .vgg13BatchNorm: try vgg([2, 2, 2, 2, 2]).graph(input: input, classes: classes)
    case .vgg16, .vgg16BatchNorm: try vgg([2, 2, 3, 3, 3]).graph(input: input, classes: classes)
    case .vgg19, .vgg19BatchNorm: try vgg([2, 2, 4, 4, 4]).graph(input: input, classes: classes)
    }
  }

  private func basic(_ blockCounts: [Int]) -> ResNet {
    ResNet(blockCounts: blockCounts, isBottleneck: false)
  }

  private func bottleneck(_ blockCounts: [Int], groups: Int = 1, groupWidth: Int = 64) -> ResNet {
    ResNet(
      blockCounts: blockCounts, isBottleneck: true, groups: groups, groupWidth: groupWidth)
  }

  private func vgg(_ convolutionCounts: [Int]) -> VGG {
    let withNorm: Set<Architecture> = [
      .vgg11BatchNorm, .vgg13BatchNorm, .vgg16BatchNorm, .vgg19BatchNorm,
    ]
    return VGG(convolutionCounts: convolutionCounts, hasBatchNorm: withNorm.contains(self))
  }
}
