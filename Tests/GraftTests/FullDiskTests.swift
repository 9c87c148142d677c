import Foundation
import Testing

@Suite struct FullDiskTests {
  /// A disk of its own for one program, gone with it.
  private static func onSmallDisk(_ script: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["unshare", "--mount", "sh", "-c", script]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  static let canMount =
    (try? onSmallDisk("mount -t tmpfs tmpfs /tmp")) == 0

  @Test(.enabled(if: canMount, "only root can mount a small disk"))
  func whatWasWrittenBeforeTheDiskWasFullStaysValid() throws {
    let photos = try Photos(picturesPerClass: 2)
    try photos.make("disk")
    // Room for both checkpoints, not for the model.
    let status = try Self.onSmallDisk(
      """
      cd '\(photos.path)' && export XDG_CACHE_HOME='\(photos.path)/cache' \
      && mount -t tmpfs -o size=1m tmpfs disk || exit 1
      '\(Command.path)' train photos --epochs 1 --output disk/run >out 2>err
      status=$?
      cp -r disk/run kept
      exit $status
      """)
    #expect(status == 73)
    let messages = String(decoding: try photos.data("err"), as: UTF8.self)
    #expect(messages.contains("disk/run/model.safetensors"))
    #expect(messages.contains("No space left on device"))
    #expect(try photos.data("out").isEmpty)
    #expect(
      try photos.contents("kept").filter { !$0.hasPrefix("events.out.tfevents.") }
        == ["checkpoints", "config.json", "origin.json", "process.json", "results.csv"],
      "no half-written file")
    let best = try photos.data("kept/checkpoints/best.safetensors")
    #expect(try photos.data("kept/checkpoints/last.safetensors") == best)
    let header = best.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(best[8...].prefix(header).contains(UInt8(ascii: "}")) && best.count > 8 + header)
  }

  @Test(.enabled(if: canMount, "only root can mount a small disk"))
  func aDiskThatFillsUpWhileTrainingLeavesWhatWasSavedBefore() throws {
    let photos = try Photos(picturesPerClass: 2)
    try photos.make("disk")
    // Every epoch leaves a checkpoint of its own, until there is no room for another.
    let status = try Self.onSmallDisk(
      """
      cd '\(photos.path)' && export XDG_CACHE_HOME='\(photos.path)/cache' \
      && mount -t tmpfs -o size=1m tmpfs disk || exit 1
      '\(Command.path)' train photos --epochs 100 --keep-checkpoints 100 --output disk/run 2>err
      status=$?
      cp -r disk/run kept
      exit $status
      """)
    #expect(status == 73)
    let messages = String(decoding: try photos.data("err"), as: UTF8.self)
    #expect(messages.contains("No space left on device"))
    let epochs = try photos.table("kept/results.csv").count - 1
    #expect((5..<60).contains(epochs))
    let checkpoints = try photos.contents("kept/checkpoints")
    #expect(checkpoints.allSatisfy { $0.hasSuffix(".safetensors") }, "no half-written file")
    #expect(checkpoints.contains("last.safetensors") && checkpoints.contains("best.safetensors"))
    // The last epoch's own may be what there was no room for.
    #expect((epochs - 1...epochs + 1).contains(checkpoints.count))
    for name in checkpoints {
      #expect(try isIntact("kept/checkpoints/" + name, in: photos), "\(name)")
    }
    guard TensorBoard.isHere else { return }
    let scalars = try TensorBoard.read("kept", in: photos)["scalars"] as? [String: [[Double]]]
    let steps = try #require(scalars?["learning_rate"]).compactMap(\.first).map(Int.init)
    #expect(steps == Array(1...steps.count) && (epochs - 1...epochs).contains(steps.count))
  }

  @Test(.enabled(if: canMount, "only root can mount a small disk"))
  func aBackboneTrainingGoesOnWhereThereIsRoom() throws {
    let photos = try Photos(picturesPerClass: 3)
    let flags = [
      "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "32", "--batch-size",
      "8", "--freeze", "none", "--epochs", "4",
    ]
    let reference = try photos.train("reference", flags)
    try photos.make("disk")
    // Room for the first epoch's two checkpoints of nine million bytes each, not for a third.
    let status = try Self.onSmallDisk(
      """
      cd '\(photos.path)' && export XDG_CACHE_HOME='\(photos.path)/cache' \
      && mount -t tmpfs -o size=22m tmpfs disk || exit 1
      '\(Command.path)' train photos --output disk/run \(flags.joined(separator: " ")) 2>err
      status=$?
      cp -r disk/run kept
      exit $status
      """)
    #expect(status == 73)
    let messages = String(decoding: try photos.data("err"), as: UTF8.self)
    #expect(messages.contains("No space left on device"))
    #expect(try photos.contents("kept/checkpoints") == ["best.safetensors", "last.safetensors"])
    for name in ["best", "last"] {
      #expect(try isIntact("kept/checkpoints/\(name).safetensors", in: photos))
    }
    let outcome = try Command.run(["train", "--resume", "kept"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("going on after epoch 1"))
    #expect(try RunResults(of: "kept", in: photos) == reference)
  }

  /// Whether a checkpoint's checksum is the SHA-256 of the file with zeros in its place, as coreutils has it.
  private func isIntact(_ name: String, in photos: Photos) throws -> Bool {
    var data = try photos.data(name)
    let place = data.startIndex + 8 + #"{"__metadata__":{"checksum":""#.utf8.count
    let checksum = String(decoding: data[place..<place + 64], as: UTF8.self)
    data.replaceSubrange(place..<place + 64, with: Data(repeating: UInt8(ascii: "0"), count: 64))
    try photos.write(data, to: "zeroed")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sha256sum", photos.file("zeroed")]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let line = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: line.prefix(64), as: UTF8.self) == checksum
  }
}
