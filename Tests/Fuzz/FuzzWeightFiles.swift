import Glibc
import Tensors

@testable import WeightFiles

/// The reader under test, by the name in `FUZZ_READER`: libFuzzer keeps the command line for itself.
private let read: @Sendable (ByteSource) throws -> Void = {
  let name = getenv("FUZZ_READER").map { String(cString: $0) } ?? ""
  switch name {
  case "any": return { _ = try WeightFile.read($0) }
  case "safetensors": return { _ = try Safetensors.read($0) }
  case "archive": return { _ = try PyTorchFile.readArchive($0) }
  case "legacy": return { _ = try PyTorchFile.readLegacy($0) }
  case "pickle": return { _ = try PickleFile.readAny($0) }
  case "onnx": return { _ = try ONNXFile.read($0) }
  // The pickle inside of an archive, without the checksum around it that stops every mutation.
  case "storages":
    return { source in
      var machine = try PickleMachine(
        ByteReader(source, range: 0..<source.byteCount), allowsStorages: true)
      let root = try machine.run()
      let named = try NamedViews(root, heap: machine.heap, source: source)
      // Storages of the size that the pickle claims, so that gathering runs at its limits.
      var sizes: [TensorView.Origin: Int] = [:]
      for view in named.views.values {
        sizes[view.origin] =
          min(
            view.originElementCount, 1 << 16) * view.elementType.byteCount
      }
      let loader = TensorLoader(source: source, availableByteCount: 1 << 12) {
        let storage = [UInt8](repeating: 1, count: sizes[$0] ?? 0)
        return StoredBytes(source: ByteSource(array: storage, name: "storage"), checksum: nil)
      }
      _ = try loader.load(named.views)
    }
  default: fatalError("set FUZZ_READER; run.sh lists the readers")
  }
}()

/// Reads the input; an error is a fine answer, a crash or gigabytes are not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // Sound: libFuzzer keeps `count` bytes alive while this runs.
  let bytes = UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
  try? read(ByteSource(memory: bytes, name: "input"))
  return 0
}
