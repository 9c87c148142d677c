import Testing

@testable import Tensors

@Suite struct TensorTests {
  @Test func aNewTensorIsZero() throws {
    #expect(try Tensor(zeros: [2, 3]).floats == [0, 0, 0, 0, 0, 0])
  }

  @Test func aCopyKeepsItsValueWhenTheOriginalChanges() throws {
    var original = try Tensor([1, 2, 3], shape: [3])
    let copy = original
    try original.withMutableFloats { $0[0] = 9 }
    #expect(copy.floats == [1, 2, 3])
    #expect(original.floats == [9, 2, 3])
  }

  @Test func storageIsAlignedToACacheLine() throws {
    for count in [1, 3, 1000, 1 << 20] {
      let address = try Tensor(zeros: [count]).withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
      #expect(address % UInt(AlignedStorage.alignment) == 0)
    }
  }

  @Test func refusesWhatMemoryCannotHold() {
    #expect(throws: TensorError.self) { try Tensor(zeros: [1 << 58], elementType: .float64) }
    #expect(throws: TensorError.self) { try Tensor(zeros: [1 << 52], elementType: .float32) }
  }

  @Test(arguments: [ElementType.float64, .float16, .bfloat16])
  func conversionKeepsNumbersThatBothTypesHold(type: ElementType) throws {
    let numbers: [Float] = [0, 1, -2, 0.5, 96, -.infinity]
    let tensor = try Tensor(numbers, shape: [2, 3])
    let back = try tensor.converted(to: type).converted(to: .float32)
    #expect(back.floats == numbers)
    #expect(back.shape == [2, 3])
  }

  @Test(arguments: [
    (Float(1) + 0x1p-8, Float(1)),  // Halfway: to even, down.
    (Float(1) + 0x3p-8, Float(1) + 0x1p-6),  // Halfway: to even, up.
    (Float(1) + 0x1.8p-8, Float(1) + 0x1p-7),
    (Float.greatestFiniteMagnitude, Float.infinity),
  ])
  func bfloat16RoundsToNearestEven(value: Float, expected: Float) {
    #expect(BFloat16(value).float == expected)
  }

  @Test func bfloat16KeepsNaN() {
    #expect(BFloat16(Float(bitPattern: 0x7F80_0001)).float.isNaN)
  }

  @Test func shapesThatCannotExistAreRefused() {
    #expect(Shape(validating: [-1, 2]) == nil)
    #expect(Shape(validating: [Int.max, 2]) == nil)
    #expect(Shape(validating: [])?.elementCount == 1)
  }

  @Test func everyHalfPrecisionNumberConvertsExactly() throws {
    let bits = (0...UInt16.max).map { $0 }
    let halves = try bits.withUnsafeBytes {
      try Tensor(bytes: $0, shape: [bits.count], elementType: .float16)
    }
    let singles = try halves.converted(to: .float32).floats
    for (bits, single) in zip(bits, singles) {
      let expected = Float(Float16(bitPattern: bits))
      #expect(single == expected || (single.isNaN && expected.isNaN))
      #expect(single.sign == expected.sign)
    }
  }
}
