import Workbench

extension CacheListing: Summarized {
  var summary: String {
    var table = TextTable([
      ("set", .left), ("rows", .right), ("size", .right), ("last used", .left),
      ("features", .left),
    ])
    for set in sets {
      let contents = set.boundary.map { boundary in
        "\(boundary), \(set.features ?? 0) numbers, \(set.precision ?? "")"
          + (set.isAugmented == true ? ", augmented" : "")
      }
      table.append([
        String(set.key.prefix(12)), "\(set.rows)", ByteText.of(set.byteCount),
        set.lastUsed ?? "never", contents ?? "unreadable",
      ])
    }
    let total =
      "\(folder): \(ByteText.of(byteCount)) in \(sets.count) sets, "
      + "limit \(ByteText.of(byteLimit))"
    return ((sets.isEmpty ? [] : table.lines + [""]) + [total]).joined(separator: "\n")
  }
}

extension CacheClearing: Summarized {
  var summary: String {
    "\(folder): \(removedSets) sets removed, \(ByteText.of(removedByteCount)) free again"
      + (setsInUse > 0 ? "; \(setsInUse) in use stayed" : "")
  }
}
