import Foundation

/// What the machine has, or the container that the program runs in.
enum PhysicalMemory {
  /// Bytes that programs can still have without swapping.
  static var available: Int { available(root: "") }

  /// - Parameter root: Where `/proc` and `/sys` lie.
  /// - Returns: What the system estimates, or a control group's limit leaves, whichever is less; 4 GB where neither
  ///   says.
  static func available(root: String) -> Int {
    [machine(root), controlGroup(root)].compactMap { $0 }.min() ?? 4_000_000_000
  }

  /// The most bytes that this program had in memory since it began, in pages that are its own.
  static func peak(root: String) -> Int? {
    number(after: "VmHWM:", in: root + "/proc/self/status").map { $0 * 1024 }
  }

  private static func machine(_ root: String) -> Int? {
    number(after: "MemAvailable:", in: root + "/proc/meminfo").map { $0 * 1024 }
  }

  /// Of a container, say. Pages that files are read through are given back when memory is wanted.
  /// - Source: Linux, `Documentation/admin-guide/cgroup-v2.rst` and `cgroup-v1/memory.rst`.
  private static func controlGroup(_ root: String) -> Int? {
    let lines = contents(root + "/proc/self/cgroup").split(separator: "\n")
    let found = lines.compactMap { line -> Int? in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      let path = String(fields[2])
      if fields[1].isEmpty {
        return left(
          in: root + "/sys/fs/cgroup", path, limit: "memory.max", used: "memory.current",
          prefix: "")
      }
      guard fields[1].split(separator: ",").contains("memory") else { return nil }
      return left(
        in: root + "/sys/fs/cgroup/memory", path, limit: "memory.limit_in_bytes",
        used: "memory.usage_in_bytes", prefix: "total_")
    }
    return found.min()
  }

  /// Inside a container its own group is often the root of what it sees.
  private static func left(
    in mount: String, _ path: String, limit: String, used: String, prefix: String
  ) -> Int? {
    for folder in [mount + path, mount] {
      guard let limit = Int(contents(folder + "/" + limit)),
        let used = Int(contents(folder + "/" + used))
      else { continue }
      let reclaimable = ["inactive_file ", "active_file "].reduce(0) {
        $0 + (number(after: prefix + $1, in: folder + "/memory.stat") ?? 0)
      }
      return max(0, limit - max(0, used - reclaimable))
    }
    return nil
  }

  private static func contents(_ path: String) -> String {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func number(after prefix: String, in path: String) -> Int? {
    contents(path).split(separator: "\n").first { $0.hasPrefix(prefix) }.flatMap { line in
      Int(line.dropFirst(prefix.count).drop { !$0.isNumber }.prefix { $0.isNumber })
    }
  }
}
