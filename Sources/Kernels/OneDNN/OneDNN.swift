import COneDNN
import Tensors

/// Kernels of Intel's oneDNN 2.x.
///
/// A worker's thread has one OpenMP thread, so every primitive runs on the thread that calls it.
public struct OneDNN: KernelSet {
  public init() {}

  public var identity: String {
    guard let version = dnnl_version()?.pointee else { return "oneDNN" }
    return "oneDNN \(version.major).\(version.minor).\(version.patch) \(Self.processor)"
  }

  /// The widest instruction set that oneDNN uses on this machine.
  static var processor: String {
    switch dnnl_get_effective_cpu_isa() {
    case dnnl_cpu_isa_avx512_core_amx: "avx512-amx"
    case dnnl_cpu_isa_avx512_core_bf16: "avx512-bf16"
    case dnnl_cpu_isa_avx512_core_vnni: "avx512-vnni"
    case dnnl_cpu_isa_avx512_core: "avx512"
    case dnnl_cpu_isa_avx2_vnni: "avx2-vnni"
    case dnnl_cpu_isa_avx2: "avx2"
    case dnnl_cpu_isa_avx: "avx"
    default: "generic"
    }
  }

  /// Channels that lie together in a block of the layout that suits this processor.
  static let channelBlock: Int = processor.hasPrefix("avx512") ? 16 : 8

  public func requireSupport(for elementType: ElementType) throws {
    switch elementType {
    case .float32:
      return
    case .bfloat16 where ["avx512-bf16", "avx512-amx"].contains(Self.processor):
      return
    default:
      throw KernelError.unsupported(operation: "\(elementType) arithmetic (\(Self.processor))")
    }
  }

  /// The processor. oneDNN's engines may be used by any thread.
  static let engine = Engine()

  static func check(_ status: dnnl_status_t, _ operation: @autoclosure () -> String) throws {
    guard status != dnnl_success else { return }
    switch status {
    case dnnl_unimplemented: throw KernelError.unsupported(operation: operation())
    case dnnl_out_of_memory: throw KernelError.outOfMemory(operation: operation())
    case dnnl_invalid_arguments:
      throw KernelError.failed(operation: operation(), status: "invalid arguments")
    default: throw KernelError.failed(operation: operation(), status: "status \(status.rawValue)")
    }
  }
}

/// oneDNN's handle of the processor, made once and kept.
final class Engine: @unchecked Sendable {
  // Sendable without a lock: immutable, and oneDNN's engines are safe to share between threads.
  let handle: dnnl_engine_t

  init() {
    var handle: dnnl_engine_t?
    let status = dnnl_engine_create(&handle, dnnl_cpu, 0)
    guard status == dnnl_success, let handle else {
      preconditionFailure("oneDNN has no engine for this processor")
    }
    self.handle = handle
  }
}
