import Foundation

/// What the machine has.
enum PhysicalMemory {
  /// Bytes that programs can still have without swapping, as the system estimates them; 4 GB where it does not
  /// say.
  static var available: Int {
    let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n")
    where line.hasPrefix("MemAvailable:") {
      let digits = line.drop { !$0.isNumber }.prefix { $0.isNumber }
      if let kilobytes = Int(digits) { return kilobytes * 1024 }
    }
    return 4_000_000_000
  }
}
