import Testing

@testable import Tensors

@Suite("Numbers that are not finite")
struct NonFiniteTests {
  /// Each type beside a number of its largest finite exponent.
  @Test(
    "are counted in every floating-point type, and no large ones with them",
    arguments: [
      (.float64, 3e38), (.float32, 3e38), (.float16, -65_504), (.bfloat16, -3e38),
    ] as [(ElementType, Float)])
  func counted(type: ElementType, large: Float) throws {
    let tensor = try Tensor([1, .nan, -.infinity, 0, .infinity, large], shape: [2, 3])
      .converted(to: type)
    #expect(tensor.nonFiniteCount == 3)
  }

  @Test("do not exist among integers")
  func integers() throws {
    let bytes = [UInt8](repeating: 0xFF, count: 16)
    let tensor = try bytes.withUnsafeBytes {
      try Tensor(bytes: $0, shape: [4], elementType: .int32)
    }
    #expect(tensor.nonFiniteCount == 0)
  }
}
