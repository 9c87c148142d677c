import Datasets
import Workbench

extension Inspection: Summarized {
  /// Entries of each kind that a terminal shows; --json and --html have the rest.
  private static let mostEntries = 10

  var summary: String {
    let sections = [classLines, fileLines, duplicateLines, qualityLines, labelLines, outputLines]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  private var classLines: [String] {
    var table = TextTable([("class", .left), ("images", .right), ("unreadable", .right)])
    for entry in classes {
      let bad = entry.images - entry.readable
      table.append([entry.label, "\(entry.images)", bad == 0 ? "·" : "\(bad)"])
    }
    var lines = table.lines + ["\(images) images, \(readable) readable"]
    if let imbalance, imbalance >= Self.notableImbalance {
      lines.append(
        "imbalance: the largest class has \(Figure.short(imbalance)) times the pictures of the "
          + "smallest; see train --class-weights and --sampler balanced")
    }
    if let width, let height, let aspectRatio {
      func words(_ spread: Spread) -> String {
        "\(Figure.short(spread.smallest)) to \(Figure.short(spread.largest)) "
          + "(median \(Figure.short(spread.median)))"
      }
      lines.append(
        "width \(words(width)), height \(words(height)), width by height \(words(aspectRatio))")
    }
    return lines
  }

  private var fileLines: [String] {
    FileFinding.Kind.allCases.flatMap { kind -> [String] in
      let findings = (unreadable + notes).filter { $0.kind == kind }
      guard !findings.isEmpty else { return [] }
      return ["\(findings.count) \(kind.words)"] + listed(findings.map(\.message))
    }
  }

  private var duplicateLines: [String] {
    func lines(_ groups: [DuplicateGroup], _ words: String) -> [String] {
      guard !groups.isEmpty else { return [] }
      let conflicting = groups.count(where: \.isConflicting)
      let across = groups.count { !$0.acrossParts.isEmpty }
      let title =
        "\(groups.count) group\(groups.count == 1 ? "" : "s") of \(words)"
        + (conflicting > 0 ? ", \(conflicting) with conflicting labels" : "")
        + (across > 0 ? ", \(across) across train, val and test" : "")
      let first = groups.filter(\.isConflicting) + groups.filter { !$0.isConflicting }
      return [title] + listed(first.map { ($0.isConflicting ? "! " : "") + members($0) })
    }
    return lines(exactDuplicates, "exact duplicates") + lines(nearDuplicates, "near duplicates")
  }

  private func members(_ group: DuplicateGroup) -> String {
    let shown = group.paths.prefix(4).joined(separator: " = ")
    return shown + (group.paths.count > 4 ? " and \(group.paths.count - 4) more" : "")
  }

  private var qualityLines: [String] {
    QualityFinding.Kind.allCases.flatMap { kind -> [String] in
      let findings = quality.filter { $0.kind == kind }
      guard let first = findings.first else { return [] }
      return [
        "\(findings.count) \(kind.words) (\(kind.measure), bound \(Figure.short(first.threshold)))"
      ] + listed(findings.map { "\($0.path): \(Figure.significant($0.value))" })
    }
  }

  private var labelLines: [String] {
    guard let labelErrors else {
      return labelErrorsMissing.map { ["labels not judged: \($0)"] } ?? []
    }
    var lines = [
      "\(labelErrors.findings.count) labels are probably wrong (a cross-validated head, right on "
        + "\(Figure.percent(labelErrors.accuracy)); estimated share of wrong labels "
        + "\(Figure.percent(labelErrors.noise)))"
    ]
    var table = TextTable(alignments: [.left, .left, .left, .right])
    for finding in labelErrors.findings.prefix(Self.mostEntries) {
      table.append([
        "  " + finding.path, finding.label, "→ " + finding.suggestion,
        Figure.percent(finding.suggestionProbability),
      ])
    }
    lines += table.lines + more(labelErrors.findings.count)
    if !labelErrors.unjudgedClasses.isEmpty {
      lines.append(
        "too few pictures to judge the labels of "
          + labelErrors.unjudgedClasses.joined(separator: ", "))
    }
    return lines
  }

  private var outputLines: [String] {
    var lines: [String] = []
    if let list {
      let reasons = CleanedList.Reason.allCases.compactMap { reason -> String? in
        let count = list.leftOut.count { $0.reason == reason }
        return count > 0 ? "\(count) \(reason.words)" : nil
      }
      lines.append(
        "cleaned list: \(list.path), \(list.images) images"
          + (reasons.isEmpty ? "" : "; left out: " + reasons.joined(separator: ", ")))
    }
    if let page { lines.append("report: \(page)") }
    if let quarantine {
      lines.append(
        "\(quarantine.moved.count) files moved to \(quarantine.folder)"
          + (quarantine.undo.map { "; sh \($0) moves them back" } ?? ""))
    }
    return lines
  }

  private func listed(_ entries: [String]) -> [String] {
    entries.prefix(Self.mostEntries).map { "  " + $0 } + more(entries.count)
  }

  private func more(_ count: Int) -> [String] {
    count > Self.mostEntries ? ["  and \(count - Self.mostEntries) more"] : []
  }
}
