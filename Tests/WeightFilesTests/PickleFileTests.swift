import Tensors
import Testing

@testable import WeightFiles

@Suite struct PickleFileTests {
  @Test(arguments: 2...5)
  func arraysOfEveryProtocolAreRead(version: Int) throws {
    let contents = try Fixture.read("arrays-protocol\(version).pkl")
    #expect(contents.format == .numpyPickle)
    #expect(contents.ignored == ["count", "rate"])
    let tensors = contents.tensors
    #expect(
      tensors.mapValues(\.shape) == [
        "conv1.0": [2, 2, 3, 4], "conv1.1": [4], "nested.column-major": [3, 4],
        "nested.half": [3], "long": [8, 40], "scalar": [],
      ])
    for (name, tensor) in tensors {
      #expect(tensor.floats == Fixture.ramp(tensor.shape.elementCount), "\(name)")
    }
    #expect(tensors["nested.half"]?.elementType == .float16)
  }

  @Test func anotherByteOrderIsNamed() throws {
    let said = message { try Fixture.read("arrays-big-endian.pkl") }
    #expect(said?.contains("\">f4\"") == true)
  }
}
