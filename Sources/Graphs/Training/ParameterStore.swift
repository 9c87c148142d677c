import Tensors

/// The trained part's parameters, in single precision, where executors and optimizers find them.
///
/// Belongs to one training at a time.
public final class ParameterStore {
  public let parameters: [Parameter]
  private let storage: AlignedStorage
  private let offsets: [String: Int]

  /// - Parameter values: At least the given parameters, of their shapes.
  /// - Throws: ``GraphError/missingParameter(name:)``,
  ///   ``GraphError/parameterShape(name:expected:found:)``.
  public init(_ parameters: [Parameter], values: [String: Tensor]) throws {
    var offsets: [String: Int] = [:]
    var end = 0
    for parameter in parameters {
      offsets[parameter.name] = end
      let line = AlignedStorage.alignment
      end += (parameter.shape.elementCount * 4 + line - 1) / line * line
    }
    self.parameters = parameters
    self.offsets = offsets
    storage = try AlignedStorage(byteCount: end)
    try load(values)
  }

  /// Overwrites every parameter.
  /// - Throws: As ``init(_:values:)``.
  public func load(_ values: [String: Tensor]) throws {
    for parameter in parameters {
      guard let value = values[parameter.name] else {
        throw GraphError.missingParameter(name: parameter.name)
      }
      guard value.shape == parameter.shape else {
        throw GraphError.parameterShape(
          name: parameter.name, expected: parameter.shape, found: value.shape)
      }
      let single = try value.converted(to: .float32)
      single.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(self[parameter.name]).copyMemory(from: bytes)
      }
    }
  }

  /// A parameter's elements, valid as long as the store.
  /// - Precondition: The store has a parameter of this name.
  public subscript(name: String) -> UnsafeMutableBufferPointer<Float> {
    guard let parameter = parameters.first(where: { $0.name == name }) else {
      preconditionFailure("no parameter \(name)")
    }
    return UnsafeMutableBufferPointer(
      start: address(of: name).assumingMemoryBound(to: Float.self),
      count: parameter.shape.elementCount)
  }

  func address(of name: String) -> UnsafeMutableRawPointer {
    guard let offset = offsets[name] else { preconditionFailure("no parameter \(name)") }
    // Sound: a range of the storage, set aside for this parameter.
    return storage.start + offset
  }

  /// A copy of every parameter.
  /// - Throws: `TensorError.outOfMemory`.
  public func snapshot() throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for parameter in parameters {
      result[parameter.name] = try Tensor(
        bytes: UnsafeRawBufferPointer(self[parameter.name]), shape: parameter.shape,
        elementType: .float32)
    }
    return result
  }
}
