import Tensors

/// A way to compute every operation: the seam between networks and processors.
///
/// A set makes kernels for exact shapes. A kernel may want its inputs in other layouts than they have;
/// whoever runs it converts them with ``KernelSet/reorder(from:to:)``. All sets give the same numbers up
/// to rounding; one suite of tests runs them all.
public protocol KernelSet: Sendable {
  /// Names the set in messages and cache keys, with what decides its bits: library, version, processor.
  var identity: String { get }

  /// - Throws: ``KernelError/unsupported(operation:)`` where the processor lacks the type.
  func requireSupport(for elementType: ElementType) throws

  /// The faster way to compute a convolution: a pure function of processor, shape and type, never of a
  /// measurement made now.
  func algorithm(
    for description: ConvolutionDescription, elementType: ElementType
  ) -> ConvolutionDescription.Algorithm

  /// - Parameter elementType: Of activations and packed weights; sums are kept in single precision.
  func convolution(
    _ description: ConvolutionDescription, input: Layout, elementType: ElementType
  ) throws -> any Kernel
  func pooling(_ description: PoolingDescription, input: Layout) throws -> any Kernel
  func adaptiveAveragePooling(height: Int, width: Int, input: Layout) throws -> any Kernel
  /// `[batch, height, width, channels]` to `[batch, channels]`.
  func globalAveragePooling(input: Layout) throws -> any Kernel
  /// `[batch, height, width, channels]` to `[batch, features]`, channels outermost.
  func flatten(input: Layout) throws -> any Kernel
  func linear(_ description: LinearDescription, input: Layout) throws -> any Kernel
  func addition(_ activation: ActivationFunction?, inputs: [Layout]) throws -> any Kernel
  func concatenation(inputs: [Layout]) throws -> any Kernel
  func activation(_ function: ActivationFunction, input: Layout) throws -> any Kernel
  /// Multiplies each channel by a factor and adds a term: batch norm with fixed statistics.
  func channelAffine(scale: Tensor, shift: Tensor, input: Layout) throws -> any Kernel
  /// Copies between layouts (and element types) of one shape.
  func reorder(from: Layout, to: Layout) throws -> any Kernel
  /// One step of a training plan.
  /// - Parameters:
  ///   - inputs: How what is read lies now; the kernel states what it wants.
  ///   - elementType: Of maps. Lists, matrices and gradients of parameters are always single precision.
  func training(
    _ operation: TrainingOperation, inputs: [Layout], elementType: ElementType
  ) throws -> any TrainingKernel
}

/// One operation on exact shapes, with its weights. Immutable: workers share it.
public protocol Kernel: Sendable {
  var inputs: [Layout] { get }
  var output: Layout { get }
  var scratchByteCount: Int { get }
  /// The input whose memory the output takes over, where the kernel works in place.
  var inPlaceInput: Int? { get }
  /// Weights and tables that the kernel holds, in bytes.
  var weightByteCount: Int { get }

  /// Ties the kernel to one worker's buffers, each aligned and as large as its layout.
  func bind(_ buffers: KernelBuffers) throws -> any BoundKernel
}

extension Kernel {
  public var inPlaceInput: Int? { nil }
  public var weightByteCount: Int { 0 }
}

/// Addresses of one worker's buffers; whoever binds keeps the memory alive as long as the bound kernel.
public struct KernelBuffers {
  public let inputs: [UnsafeMutableRawPointer]
  public let output: UnsafeMutableRawPointer
  public let scratch: UnsafeMutableRawPointer

  public init(
    inputs: [UnsafeMutableRawPointer], output: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    self.inputs = inputs
    self.output = output
    self.scratch = scratch
  }
}

/// A kernel on one worker's buffers. Running allocates nothing and checks no shape.
public protocol BoundKernel: AnyObject {
  func run() throws
}

extension KernelSet {
  public func algorithm(
    for description: ConvolutionDescription, elementType: ElementType
  ) -> ConvolutionDescription.Algorithm {
    .direct
  }
}
