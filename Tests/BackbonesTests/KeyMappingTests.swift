import Embedded
import Graphs
import Testing
import WeightFiles

@testable import Backbones

@Suite struct KeyMappingTests {
  @Test func theLiteCheckpointNamesEachParameterOnce() throws {
    let bytes = try #require(EmbeddedFiles.bytes(named: "efficientnet_lite0.safetensors"))
    let keys = try WeightFile.parse(bytes, name: "embedded").tensors.keys
    let names = keys.map { KeyMapping.efficientNetLite.mapped($0) }
    let expected = try Architecture.efficientNetLite0.graph().parameters
      .map { MappedKey.parameter($0.name, axes: nil) }
    #expect(names.count == expected.count)
    #expect(names.allSatisfy(expected.contains))
    #expect(Set(keys.compactMap { EfficientNetLiteKeys.name(for: $0) }).count == keys.count)
  }

  @Test(arguments: [
    ("_conv_stem.weight", "features.0.0.weight"), ("_bn0.bias", "features.0.1.bias"),
    ("_blocks.0._depthwise_conv.weight", "features.1.0.block.0.0.weight"),
    ("_blocks.0._bn2.weight", "features.1.0.block.1.1.weight"),
    ("_blocks.2._bn0.running_mean", "features.2.1.block.0.1.running_mean"),
    ("_blocks.15._project_conv.weight", "features.7.0.block.2.0.weight"),
    ("_fc.bias", "classifier.1.bias"),
  ])
  func liteNamesFollowTheBlocks(key: String, name: String) {
    #expect(KeyMapping.efficientNetLite.mapped(key) == .parameter(name, axes: nil))
  }

  @Test(arguments: [
    "_blocks.16._bn1.weight", "_blocks.0._expand_conv.weight", "_blocks.-1._bn1.bias", "other",
    "_blocks.x._bn1.bias", "_blocks.1._other.bias", "",
  ])
  func whatNoLiteNetworkHasKeepsItsName(key: String) {
    #expect(KeyMapping.efficientNetLite.mapped(key) == .parameter(key, axes: nil))
  }

  @Test func theONNXNamesGiveTheThirteenConvolutions() throws {
    var names: Set<String> = []
    for (block, count) in [2, 2, 3, 3, 3].enumerated() {
      for convolution in 1...count {
        let layer = "functional_1/block\(block + 1)_conv\(convolution)_1"
        for suffix in ["convolution/ReadVariableOp:0", "Squeeze:0"] {
          guard
            case .parameter(let name, nil) = KeyMapping.kerasVGG16.mapped("\(layer)/\(suffix)")
          else { continue }
          names.insert(name)
        }
      }
    }
    let expected = try Architecture.vgg16.graph().parameters.map(\.name)
      .filter { $0.hasPrefix("features.") }
    #expect(expected.count == 26)
    #expect(names == Set(expected))
    #expect(
      KeyMapping.kerasVGG16.mapped("functional_1/block3_conv2_1/convolution/ReadVariableOp:0")
        == .parameter("features.12.weight", axes: nil))
    for key in ["functional_1/dense_1/Cast/ReadVariableOp:0", "Const__96", ""] {
      #expect(KeyMapping.kerasVGG16.mapped(key) == .passedOver)
    }
  }

  @Test func theKerasNamesGiveEveryParameterOfSqueezeNet() throws {
    var names: Set<String> = []
    let fires = (2...9).flatMap { fire in
      ["squeeze1x1", "expand1x1", "expand3x3"].map { "fire\(fire)/\($0)" }
    }
    for layer in ["conv1", "conv10"] + fires {
      for index in 0...1 {
        guard
          case .parameter(let name, let axes) = KeyMapping.kerasSqueezeNet.mapped(
            "\(layer).\(index)")
        else { continue }
        #expect(axes == (index == 0 ? [3, 2, 0, 1] : nil))
        names.insert(name)
      }
    }
    #expect(names == Set(try Architecture.squeezeNet.graph().parameters.map(\.name)))
    for key in ["fire1/squeeze1x1.0", "fire10/squeeze1x1.0", "conv1.2", "conv1", "fire2/other.0"] {
      #expect(KeyMapping.kerasSqueezeNet.mapped(key) == .parameter(key, axes: nil))
    }
  }

  @Test func namesShowTheirMapping() {
    #expect(KeyMapping.detected(in: ["_conv_stem.weight", "_fc.bias"]) == .efficientNetLite)
    #expect(KeyMapping.detected(in: ["conv1.0", "fire2/squeeze1x1.0"]) == .kerasSqueezeNet)
    #expect(
      KeyMapping.detected(in: ["Const", "functional_1/block1_conv1_1/Squeeze:0"]) == .kerasVGG16)
    #expect(KeyMapping.detected(in: ["conv1.weight"]) == .torchvision)
  }

  @Test func trainingsCountersAndAuxiliaryClassifierArePassedOver() {
    #expect(KeyMapping.torchvision.mapped("bn1.num_batches_tracked") == .passedOver)
    #expect(KeyMapping.torchvision.mapped("AuxLogits.fc.weight") == .passedOver)
  }
}
