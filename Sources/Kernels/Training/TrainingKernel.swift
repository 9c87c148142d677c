import Tensors

/// One step of a training plan, ready for buffers. Immutable: workers share it.
public protocol TrainingKernel: Sendable {
  /// The layouts that the kernel wants of what it reads; whoever runs it converts.
  var inputs: [Layout] { get }
  var outputs: [Layout] { get }
  var scratchByteCount: Int { get }
  /// Inputs whose buffer the first output may take over, if nobody reads them later.
  var inPlaceInputs: [Int] { get }

  /// Ties the kernel to buffers as large as its layouts say, each aligned.
  ///
  /// The running statistics' outputs are their inputs' buffers.
  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel
}

extension TrainingKernel {
  public var scratchByteCount: Int { 0 }
  public var inPlaceInputs: [Int] { [] }
}
