import Foundation
import Testing

@testable import Workbench

@Suite struct PhysicalMemoryTests {
  /// A machine's files, as far as they are looked at.
  private func root(_ files: [String: String]) throws -> String {
    let root = FileManager.default.temporaryDirectory
      .appendingPathComponent("graft-memory-\(UUID().uuidString)")
    for (path, text) in files {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return root.path
  }

  private let machine = ["proc/meminfo": "MemTotal: 9000 kB\nMemAvailable:    8000 kB\n"]

  @Test func aMachineSaysWhatIsAvailable() throws {
    let root = try root(machine)
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(PhysicalMemory.available(root: root) == 8000 * 1024)
    #expect(PhysicalMemory.available(root: root + "/nowhere") == 4_000_000_000)
    #expect(PhysicalMemory.available > 100_000_000)
  }

  @Test(arguments: [("/run/one", "/run/one"), ("/run/one", ""), ("/", "")])
  func aContainersLimitCountsWhereItIsLess(path: String, folder: String) throws {
    let group = "sys/fs/cgroup" + folder
    var files = machine.merging(
      [
        "proc/self/cgroup": "0::\(path)\n", group + "/memory.max": "3000000\n",
        group + "/memory.current": "1500000\n",
        group + "/memory.stat": "anon 1000000\ninactive_file 300000\nactive_file 100000\n",
      ]) { $1 }
    let limited = try root(files)
    defer { try? FileManager.default.removeItem(atPath: limited) }
    #expect(PhysicalMemory.available(root: limited) == 3_000_000 - 1_100_000)
    files[group + "/memory.max"] = "max\n"
    let free = try root(files)
    defer { try? FileManager.default.removeItem(atPath: free) }
    #expect(PhysicalMemory.available(root: free) == 8000 * 1024)
  }

  @Test func theFirstVersionsGroupsAreKnownToo() throws {
    let group = "sys/fs/cgroup/memory/docker/1"
    let root = try root(
      machine.merging(
        [
          "proc/self/cgroup": "8:pids:/\n4:cpu,memory:/docker/1\n0::/\n",
          group + "/memory.limit_in_bytes": "2000000",
          group + "/memory.usage_in_bytes": "2500000",
          group + "/memory.stat": "total_inactive_file 100",
        ]) { $1 })
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(PhysicalMemory.available(root: root) == 0)
  }
}
