import Files
import Foundation
import Tensors

@testable import WeightFiles

/// A file made by `Fixtures/make_fixtures.py`.
enum Fixture {
  static func path(_ name: String) -> String {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures/" + name).path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    try InputFile.contents(of: path(name))
  }

  static func read(_ name: String) throws -> WeightFileContents {
    try WeightFile.read(path: path(name))
  }

  /// Every fixture that holds readable weights.
  static let readable = [
    "types.pth", "types-legacy.pth", "types-protocol4.pth", "types-legacy-protocol4.pth",
    "views.pth", "views-legacy.pth", "deflated.pth", "network.pth", "checkpoint.pth",
    "averaged.pth", "no-checksums.pth", "types.safetensors", "arrays-protocol2.pkl",
    "arrays-protocol3.pkl", "arrays-protocol4.pkl", "arrays-protocol5.pkl", "initializers.onnx",
  ]

  /// The first elements of a fixture's tensor: i / 2 - 3, i - 3, i, or whether i is odd.
  static func ramp(_ count: Int, _ type: ElementType = .float32) -> [Float] {
    (0..<count).map { index in
      switch type {
      case .float64, .float32, .float16, .bfloat16: Float(index) / 2 - 3
      case .int64, .int32, .int16, .int8: Float(index - 3)
      case .uint8: Float(index)
      case .bool: Float(index % 2)
      }
    }
  }
}

extension WeightFile {
  static func parse(_ bytes: [UInt8]) throws -> WeightFileContents {
    try bytes.withUnsafeBytes { try parse($0, name: "bytes") }
  }
}

/// What an expression that must throw says, or `nil` if it does not throw.
func message(_ body: () throws -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return String(describing: error)
  }
}

extension Tensor {
  var rawBytes: [UInt8] { withUnsafeBytes { Array($0) } }

  /// A tensor with the elements of ``Fixture/ramp(_:_:)``.
  static func ramp(_ shape: Shape, _ type: ElementType = .float32) throws -> Tensor {
    let numbers = Fixture.ramp(shape.elementCount, type)
    func make<Number: BitwiseCopyable>(_ convert: (Float) -> Number) throws -> Tensor {
      try numbers.map(convert).withUnsafeBytes {
        try Tensor(bytes: $0, shape: shape, elementType: type)
      }
    }
    return switch type {
    case .float64: try make(Double.init)
    case .float32: try make { $0 }
    case .float16: try make { Float16($0) }
    case .bfloat16: try make { BFloat16($0).bitPattern }
    case .int64: try make { Int64($0) }
    case .int32: try make { Int32($0) }
    case .int16: try make { Int16($0) }
    case .int8: try make { Int8($0) }
    case .uint8, .bool: try make { UInt8($0) }
    }
  }
}
