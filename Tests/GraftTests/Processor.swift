import Foundation

/// What the processor that runs the tests can do.
enum Processor {
  /// Whether it multiplies bf16 numbers, without which `--precision bf16` is refused.
  static let hasBFloat16 =
    (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains("avx512_bf16")
    ?? false

  /// Of some recipes those that it can follow.
  static func recipes(_ all: [[String]]) -> [[String]] {
    all.filter { hasBFloat16 || !$0.contains("bf16") }
  }
}
