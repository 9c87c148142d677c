import Kernels
import Tensors
import Workers

/// The trained part's parameters, in single precision, where executors and optimizers find them.
///
/// Each lies as the training plan wants it, a trained convolution's weight as its gradient does; tensors go
/// in and come out as files hold them. Belongs to one training at a time.
public final class ParameterStore: @unchecked Sendable {
  // Sendable without a lock: between steps its owner alone writes; in a step workers only read, but for running
  // statistics, which one of them moves while nobody reads them.

  public let parameters: [Parameter]
  public let layouts: [String: Layout]
  private let kernels: any KernelSet
  private let storage: AlignedStorage
  private let offsets: [String: Int]
  private let places: [String: Int]
  /// Counts the changes that were no training step.
  private(set) var generation = 0

  /// - Parameters:
  ///   - layouts: Of parameters that don't lie plain.
  ///   - values: At least the given parameters, of their shapes.
  /// - Throws: ``GraphError/missingParameter(name:)``,
  ///   ``GraphError/parameterShape(name:expected:found:)``.
  public init(
    _ parameters: [Parameter], layouts: [String: Layout] = [:], values: [String: Tensor],
    kernels: any KernelSet = ReferenceKernels()
  ) throws {
    var offsets: [String: Int] = [:]
    var places: [String: Int] = [:]
    var own: [String: Layout] = [:]
    var end = 0
    for (place, parameter) in parameters.enumerated() {
      let layout =
        layouts[parameter.name] ?? Layout(plain: [parameter.shape.elementCount])
      own[parameter.name] = layout
      offsets[parameter.name] = end
      places[parameter.name] = place
      let line = AlignedStorage.alignment
      end += (layout.byteCount + line - 1) / line * line
    }
    self.parameters = parameters
    self.layouts = own
    self.kernels = kernels
    self.offsets = offsets
    self.places = places
    storage = try AlignedStorage(byteCount: end)
    try load(values)
  }

  /// Overwrites every parameter.
  /// - Throws: As ``init(_:layouts:values:kernels:)``.
  public func load(_ values: [String: Tensor]) throws {
    for parameter in parameters {
      guard let value = values[parameter.name] else {
        throw GraphError.missingParameter(name: parameter.name)
      }
      guard value.shape == parameter.shape else {
        throw GraphError.parameterShape(
          name: parameter.name, expected: parameter.shape, found: value.shape)
      }
      try load(value, as: parameter.name, into: self[parameter.name])
    }
    generation += 1
  }

  /// A parameter's elements as they lie, padding included, valid as long as the store.
  /// - Precondition: The store has a parameter of this name.
  public subscript(name: String) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: address(of: name).assumingMemoryBound(to: Float.self),
      count: elementCount(of: name))
  }

  /// Elements of a parameter as it lies, padding included.
  public func elementCount(of name: String) -> Int {
    (layouts[name]?.byteCount ?? 0) / MemoryLayout<Float>.size
  }

  /// A parameter's shape, as files hold it.
  /// - Precondition: The store has a parameter of this name.
  public func shape(of name: String) -> Shape { parameter(name).shape }

  /// Whether a parameter has neither an infinite value nor NaN.
  /// - Precondition: The store has a parameter of this name.
  public func isFinite(_ name: String) -> Bool {
    layout(of: name).isFinite(at: address(of: name))
  }

  func address(of name: String) -> UnsafeMutableRawPointer {
    guard let offset = offsets[name] else { preconditionFailure("no parameter \(name)") }
    return storage.start + offset
  }

  /// A copy of every parameter, as files hold it.
  /// - Throws: `TensorError.outOfMemory`.
  public func snapshot() throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for parameter in parameters {
      result[parameter.name] = try tensor(of: parameter.name, from: self[parameter.name])
    }
    return result
  }

  // MARK: Buffers that lie as a parameter does

  /// A buffer that lies as the parameter `name` does (its gradient, an optimizer's memory of it), as files
  /// hold the parameter.
  public func tensor(
    of name: String, from buffer: UnsafeMutableBufferPointer<Float>
  ) throws -> Tensor {
    let parameter = parameter(name)
    var tensor = try Tensor(zeros: parameter.shape)
    try tensor.withUnsafeMutableBytes { bytes in
      guard let target = bytes.baseAddress, let source = buffer.baseAddress else { return }
      try convert(
        from: layout(of: name), at: UnsafeMutableRawPointer(source),
        to: filesLayout(of: parameter), at: target)
    }
    return tensor
  }

  /// The way back of ``tensor(of:from:)``.
  public func load(
    _ tensor: Tensor, as name: String, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    let parameter = parameter(name)
    precondition(tensor.shape == parameter.shape, "a tensor like \(name)")
    try tensor.converted(to: .float32).withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress, let target = buffer.baseAddress else { return }
      // Sound: the source is only read; kernels have no type for that.
      try convert(
        from: filesLayout(of: parameter), at: UnsafeMutableRawPointer(mutating: source),
        to: layout(of: name), at: UnsafeMutableRawPointer(target))
    }
  }

  private func parameter(_ name: String) -> Parameter {
    guard let place = places[name] else { preconditionFailure("no parameter \(name)") }
    return parameters[place]
  }

  private func layout(of name: String) -> Layout {
    layouts[name] ?? Layout(plain: [elementCount(of: name)])
  }

  private func filesLayout(of parameter: Parameter) -> Layout {
    guard parameter.shape.rank == 4 else { return Layout(plain: [parameter.shape.elementCount]) }
    return Layout(
      plainWeight: parameter.shape, groups: layout(of: parameter.name).groups ?? 1)
  }

  private func convert(
    from: Layout, at source: UnsafeMutableRawPointer, to: Layout,
    at target: UnsafeMutableRawPointer
  ) throws {
    if from.holdsSame(as: to) {
      target.copyMemory(from: source, byteCount: to.byteCount)
      return
    }
    let kernel = try kernels.conversion(from: from, to: to)
    let scratch = try AlignedStorage(byteCount: kernel.scratchByteCount)
    try kernel.bind(inputs: [source], outputs: [target], scratch: scratch.start).run()
  }
}
