import CLoops
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

  @Test("are found wherever they stand, on every path", arguments: [1, 15, 16, 17, 4096, 4100])
  func found(count: Int) {
    let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    defer { values.deallocate() }
    for path in [graft_loop_path_plain, graft_loop_path_avx2, graft_loop_path_avx512]
    where path.rawValue <= graft_best_loop_path().rawValue {
      values.update(repeating: -.greatestFiniteMagnitude)
      #expect(FiniteCheck.areFinite(UnsafeBufferPointer(values), path: path))
      for place in Set([0, count / 2, count - 1]) {
        for bad in [Float.nan, .infinity, -.infinity] {
          values[place] = bad
          #expect(!FiniteCheck.areFinite(UnsafeBufferPointer(values), path: path))
        }
        values[place] = 0
      }
    }
    #expect(FiniteCheck.areFinite(UnsafeBufferPointer<Float>(start: nil, count: 0)))
  }
}
