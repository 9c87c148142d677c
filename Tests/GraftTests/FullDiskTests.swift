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
        == ["checkpoints", "config.json", "results.csv"], "no half-written file")
    let best = try photos.data("kept/checkpoints/best.safetensors")
    #expect(try photos.data("kept/checkpoints/last.safetensors") == best)
    let header = best.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(best[8...].prefix(header).contains(UInt8(ascii: "}")) && best.count > 8 + header)
  }
}
